import type { Command } from 'commander';
import type { Flags } from '../config.ts';

/** `drillbook link`: a new one-time link for the facilitator, also while the server runs. */
export function register(program: Command): void {
  program
    .command('link')
    .description('print a new one-time link for the facilitator')
    .option('--data <folder>', 'folder of the embedded database (DATA_DIR, ./data)')
    .action(async (flags: Flags) => {
      const { readConfig } = await import('../config.ts');
      const { ADDRESS_SETTING } = await import('../start.ts');
      const { openConfiguredStore } = await import('../store/open-configured.ts');
      const { Accounts } = await import('../account/accounts.ts');
      const { addressOf } = await import('../address.ts');
      const config = readConfig(process.env, flags, true);
      const store = await openConfiguredStore(config, () => undefined);
      const token = await new Accounts(store, Date.now).facilitatorLink();
      const address = (await store.setting(ADDRESS_SETTING)) ?? addressOf(config, config.port);
      await store.close();
      console.log(`${address}/enter/${token}`);
    });
}
