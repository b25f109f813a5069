import { MemoryShelf, memoryStore } from '../../server/store/memory.ts';
import { storeContract } from './contract.ts';

storeContract('the memory store', async () => {
  const shelf = new MemoryShelf();
  return { open: async () => memoryStore(shelf), destroy: () => undefined };
});
