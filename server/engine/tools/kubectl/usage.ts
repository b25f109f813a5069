/** `kubectl --help` and the help of each verb. The lines below "Examples:" run as they stand, in any shop. */
export const USAGE = `kubectl controls the Kubernetes cluster manager.

Basic Commands (Intermediate):
  explain        Get documentation for a resource
  get            Display one or many resources
  delete         Delete resources: pods, here
  edit           Edit a resource on the server

Deploy Commands:
  rollout        Manage the rollout of a resource
  scale          Set a new size for a deployment
  autoscale      Auto-scale a deployment
  set            Set env or image of a deployment

Cluster Management Commands:
  top            Display resource (CPU/memory) usage
  cordon         Mark node as unschedulable
  uncordon       Mark node as schedulable
  drain          Drain node in preparation for maintenance

Troubleshooting and Debugging Commands:
  describe       Show details of a specific resource or group of resources
  logs           Print the logs for a container in a pod
  exec           Execute a command in a container
  events         List events
  auth           Inspect authorization
  wait           Tell whether a condition holds

Advanced Commands:
  patch          Update fields of a resource

Other Commands:
  api-resources  Print the supported API resources on the server
  config         Show kubeconfig
  version        Print the client and server version information

Usage:
  kubectl [flags] [options]

Use "kubectl <command> --help" for more information about a given command.

Examples:
  kubectl get pods
  kubectl describe deployment/checkout`;

export const VERB_USAGE: Readonly<Record<string, string>> = {
  get: `Display one or many resources.

Usage:
  kubectl get (TYPE[.GROUP] [NAME | -l label] | TYPE/NAME ...) [flags]

Options:
    -A, --all-namespaces    list over all namespaces
    --field-selector=''     status.phase=Running, spec.nodeName=node-a, involvedObject.name=NAME, reason=…
    --for=''                (events) only those of TYPE/NAME
    -L, --label-columns=[]  labels to print as columns
    --no-headers            no header line
    -o, --output=''         json, yaml, name, wide, jsonpath=…, custom-columns=…
    -l, --selector=''       app=checkout, version!=2.17.2, app in (web, checkout)
    --show-labels           labels as the last column
    --sort-by=''            JSONPath of the field to sort by
    -w, --watch             go on and print what changes

Examples:
  kubectl get pods -l app=checkout -o wide
  kubectl get pods --sort-by=.status.startTime
  kubectl get deploy,hpa
  kubectl get events --sort-by=.lastTimestamp
  kubectl get pods -o jsonpath='{range .items[*]}{.metadata.name}{"\\t"}{.spec.nodeName}{"\\n"}{end}'
  kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[*].image
  kubectl get endpoints checkout`,
  describe: `Show details of a specific resource or group of resources.

Usage:
  kubectl describe (TYPE [NAME_PREFIX | -l label] | TYPE/NAME) [flags]

Examples:
  kubectl describe deployment/checkout
  kubectl describe pods -l app=checkout
  kubectl describe node node-a`,
  logs: `Print the logs for a container in a pod.

Usage:
  kubectl logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER] [flags]

Options:
    --all-containers      all containers of the pod
    --all-pods            all pods of TYPE/NAME
    -f, --follow          go on and print new lines
    --prefix              the pod's name before each line
    -p, --previous        of the container that ran before
    -l, --selector=''     of all pods with these labels, 10 lines each unless --tail says otherwise
    --since=0s            only lines newer than 5s, 2m, 3h
    --tail=-1             lines from the end
    --timestamps          time before each line

Examples:
  kubectl logs deployment/checkout --tail=20
  kubectl logs -l app=checkout --since=5m --prefix`,
  rollout: `Manage the rollout of one or many resources.

Usage:
  kubectl rollout SUBCOMMAND (TYPE NAME | TYPE/NAME) [flags]

Available Commands:
  history     revisions  [--revision=N]
  pause       stop the rollout where it stands
  restart     new pods, some at a time
  resume      go on with a paused rollout
  status      wait for the rollout  [--watch=false]
  undo        back to the revision before  [--to-revision=N]

Examples:
  kubectl rollout status deployment/checkout --watch=false
  kubectl rollout history deployment/checkout --revision=1
  kubectl rollout restart deployment/checkout`,
  scale: `Set a new size for a deployment.

Usage:
  kubectl scale [--current-replicas=N] --replicas=COUNT (TYPE NAME | TYPE/NAME) [flags]

Examples:
  kubectl scale deployment/checkout --replicas=8
  kubectl scale --current-replicas=4 --replicas=5 deployment/web`,
  exec: `Execute a command in a container.

Usage:
  kubectl exec (POD | TYPE/NAME) [-c CONTAINER] -- COMMAND [args...]

One command at a time: env, printenv, cat, ls, ps, df, curl, nslookup, date. There is no interactive shell.

Examples:
  kubectl exec deploy/checkout -- env
  kubectl exec deploy/checkout -- cat config/service.yaml
  kubectl exec deploy/checkout -- curl -s localhost:8080/healthz`,
  top: `Display resource (CPU/memory) usage.

Usage:
  kubectl top (pod | node) [NAME | -l label] [--sort-by=cpu|memory] [--containers] [--no-headers] [--sum]

Examples:
  kubectl top pods -l app=checkout --sort-by=cpu
  kubectl top nodes`,
  set: `Configure application resources.

Usage:
  kubectl set env (TYPE NAME | TYPE/NAME) KEY=VALUE ... KEY- ... | --list
  kubectl set image (TYPE NAME | TYPE/NAME) CONTAINER=IMAGE

Examples:
  kubectl set env deployment/checkout --list
  kubectl set env deployment/checkout LOG_LEVEL=debug
  kubectl set env deployment/checkout LOG_LEVEL-`,
  delete: `Delete pods; their deployment starts new ones.

Usage:
  kubectl delete pod (NAME ... | -l label | --all) [--grace-period=N] [--force]

Examples:
  kubectl delete pod -l app=search --dry-run=server`,
  patch: `Update fields of a resource.

Usage:
  kubectl patch (TYPE NAME | TYPE/NAME) -p PATCH [--type=merge|json|strategic]

Fields that mean something here: replicas, env and image of a deployment; minReplicas and maxReplicas of an hpa;
suspend of a cronjob; unschedulable of a node.

Examples:
  kubectl patch deployment checkout -p '{"spec":{"replicas":7}}' --dry-run=client`,
  cordon: 'Mark node as unschedulable.\n\nUsage:\n  kubectl cordon NODE',
  uncordon: 'Mark node as schedulable.\n\nUsage:\n  kubectl uncordon NODE',
  drain:
    'Drain node in preparation for maintenance: no new pods, and those that it has move away.\n\nUsage:\n  kubectl drain NODE --ignore-daemonsets [--delete-emptydir-data]',
  events:
    'Display events.\n\nUsage:\n  kubectl events [--for TYPE/NAME] [--types=Warning,Normal]\n\nExamples:\n  kubectl events --types=Warning\n  kubectl events --for deployment/checkout',
  auth: 'Inspect authorization.\n\nUsage:\n  kubectl auth can-i VERB TYPE | --list\n  kubectl auth whoami\n\nExamples:\n  kubectl auth can-i get pods\n  kubectl auth can-i --list',
  autoscale: 'Auto-scale a deployment.\n\nUsage:\n  kubectl autoscale deployment NAME --min=N --max=N --cpu-percent=N',
  explain: 'Describe a kind of resource.\n\nUsage:\n  kubectl explain TYPE\n\nExamples:\n  kubectl explain deployment',
  wait: 'Tell whether a condition holds.\n\nUsage:\n  kubectl wait --for=condition=available deployment/NAME [--timeout=30s]',
  config:
    'Show kubeconfig.\n\nUsage:\n  kubectl config get-contexts | current-context | view\n\nExamples:\n  kubectl config get-contexts',
  'api-resources': 'Print the supported API resources on the server.\n\nExamples:\n  kubectl api-resources',
  version: 'Print the client and server version information.\n\nExamples:\n  kubectl version',
};
