import type { Action } from './input.ts';
import { flush, restart } from './act/caches.ts';
import { installChain, reloadEdge, renew, restartEdge } from './act/certificates.ts';
import { reloadSettings, setSetting } from './act/database-settings.ts';
import { cancel, restartServer, terminate } from './act/databases.ts';
import { deploy, haltDeploy, rollBack } from './act/deploys.ts';
import { deleteFile, extendDisk, truncateFile } from './act/disks.ts';
import { flushResolvers, setName } from './act/names.ts';
import { cordon } from './act/nodes.ts';
import type { Outcome } from './act/outcome.ts';
import { withDatabase, withEdge, withService } from './act/outcome.ts';
import { restartService, scaleService } from './act/pods.ts';
import { parkHead, pause, purgeQueue, redriveLetters } from './act/queues.ts';
import { dropReplica, promoteReplica, restore, routeReads } from './act/replicas.ts';
import { pauseJob, setAutoscaler, setConfig, setFlag } from './act/settings.ts';
import { admitTraffic, setBreaker } from './act/traffic.ts';
import type { World } from './world.ts';

/** Carries out an action now; what takes time goes on the agenda. A refusal is the system's own (a blocked roll-back). */
export function act(world: World, action: Action, seat: string): Outcome {
  switch (action.do) {
    case 'service.restart':
      return withService(world, action.service, (service) => restartService(world, service, action.pods, seat));
    case 'service.scale':
      return withService(world, action.service, (service) => scaleService(world, service, action.replicas, seat));
    case 'deploy.start':
      return withService(world, action.service, (service) => deploy(world, service, action.version, seat));
    case 'deploy.halt':
      return withService(world, action.service, (service) => haltDeploy(world, service, seat));
    case 'deploy.rollback':
      return withService(world, action.service, (service) =>
        rollBack(world, service, action.to, action.force === true, seat),
      );
    case 'config.set':
      return withService(world, action.service, (service) => setConfig(world, service, action.key, action.value, seat));
    case 'flag.set':
      return setFlag(world, action.flag, action.on, seat);
    case 'autoscaler.set':
      return withService(world, action.service, (service) => setAutoscaler(world, service, action, seat));
    case 'job.pause':
    case 'job.resume':
      return pauseJob(world, action.job, action.do === 'job.pause', seat);
    case 'db.terminate':
      return withDatabase(world, action.db, (database) => terminate(world, database, action.pids));
    case 'db.cancel':
      return withDatabase(world, action.db, (database) => cancel(world, database, action.pids));
    case 'db.restart':
      return withDatabase(world, action.db, (database) => restartServer(world, database, seat));
    case 'db.set':
      return withDatabase(world, action.db, (database) => setSetting(world, database, action, seat));
    case 'db.reload':
      return withDatabase(world, action.db, (database) => reloadSettings(world, database, seat));
    case 'traffic.admit':
      return withService(world, action.service, (service) => admitTraffic(world, service, action.share, seat));
    case 'breaker.set':
      return withService(world, action.service, (service) => setBreaker(world, service, action.to, action.state, seat));
    case 'certificate.renew':
      return renew(world, action.certificate, seat);
    case 'certificate.install':
      return installChain(world, action.certificate, seat);
    case 'edge.reload':
      return withEdge(world, action.edge, () => reloadEdge(world, seat));
    case 'edge.restart':
      return withEdge(world, action.edge, () => restartEdge(world, seat));
    case 'cache.flush':
      return flush(world, action.cache, seat);
    case 'cache.restart':
      return restart(world, action.cache, seat);
    case 'queue.pause':
    case 'queue.resume':
      return pause(world, action.queue, action.do === 'queue.pause', seat);
    case 'queue.purge':
      return purgeQueue(world, action.queue, seat);
    case 'queue.park':
      return parkHead(world, action.queue, seat);
    case 'queue.redrive':
      return redriveLetters(world, action.queue, seat);
    case 'dns.set':
      return setName(world, action, seat);
    case 'dns.flush':
      return flushResolvers(world, action.service);
    case 'disk.delete':
      return deleteFile(world, action.disk, action.path, seat);
    case 'disk.truncate':
      return truncateFile(world, action.disk, action.path, seat);
    case 'disk.extend':
      return extendDisk(world, action.disk, action.gib, seat);
    case 'replica.route':
      return withDatabase(world, action.db, (database) =>
        routeReads(world, database, action.replica, action.readShare, seat),
      );
    case 'replica.promote':
      return withDatabase(world, action.db, (database) => promoteReplica(world, database, action.replica, seat));
    case 'replica.drop':
      return withDatabase(world, action.db, (database) => dropReplica(world, database, action.replica, seat));
    case 'db.restore':
      return withDatabase(world, action.db, (database) => restore(world, database, seat));
    case 'node.cordon':
      return cordon(world, action.node, action.on, seat);
  }
}
