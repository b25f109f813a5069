import type { CommandName } from 'just-bash';

/** What a small Linux host has; nothing that runs programs, unpacks archives or reaches the network. */
export const COMMANDS = [
  'echo cat printf ls mkdir rmdir touch rm cp mv ln chmod pwd readlink head tail wc stat grep fgrep egrep sed awk sort',
  'uniq comm cut paste tr rev nl fold expand unexpand column join tee find basename dirname tree du env printenv alias',
  'unalias xargs true false clear bash sh jq yq base64 diff timeout seq expr md5sum sha256sum file which tac od time',
  'hostname whoami help',
].flatMap((line) => line.split(' ')) as CommandName[];
