import type { Investigation } from './investigation.ts';

/** Half of the answers are errors, all of them of one version, which asks for a variable that is not there. */
export const badDeploy: Investigation = {
  scenario: 'bad-deploy',
  variant: 'missing-variable',
  lines: [
    [20, 'kubectl get pods -l app=checkout', /checkout-\S+ +1\/1 +Running/],
    [28, 'kubectl get pods -l app=checkot', /No resources found/],
    [36, `promql 'sum by (code) (rate(http_requests_total{service="checkout"}[1m]))'`, /code="500"} => [1-9]/],
    [44, 'kubectl top pods -l app=checkout', /checkout-\S+ +\d+m/],
    [52, `psql -h orders -U oncall -c 'SELECT state, count(*) FROM pg_stat_activity GROUP BY 1'`, /idle/],
    [60, 'logs checkout --since 2m --level error | tail -3', /version=2\.18\.0/],
    [
      68,
      `logs checkout --since 2m --level error | grep -o 'environment variable.*undefined' | sort | uniq -c`,
      /\d+ environment variable PAYMENT_TIMEOUT_MS is undefined/,
    ],
    [76, 'kubectl rollout history deployment/checkout', /2 +2\.18\.0/],
    [82, 'deploy status checkout', /2\.17\.2 -> 2\.18\.0 progressing/],
    [
      90,
      `promql 'sum by (version, code) (rate(http_requests_by_version_total{service="checkout",code="500"}[1m]))'`,
      /version="2\.17\.2"} => 0$/m,
    ],
    [97, 'deploy halt checkout', /halt|stopp/i],
    [104, 'cd ~/src/checkout', /^$/],
    [108, 'git log --oneline | head -3', /tag: v2\.18\.0.*Make the payment timeout configurable/],
    [114, 'git show HEAD | tail -3', /\+const PAYMENT_TIMEOUT_MS = env\.number/],
    [122, 'kubectl set env deployment/checkout --list | grep -c PAYMENT_TIMEOUT_MS', /^0/],
    [130, 'kubectl exec deploy/checkout -- env | grep PAYMENT', /PAYMENT_URL=/],
    [138, 'deploy rolback checkout', /unknown command "rolback"/],
    [142, 'deploy rollback checkout', /rolling back to 2\.17\.2/],
    [150, 'kubectl rollout status deployment/checkout', /Waiting for deployment "checkout" rollout/],
    [290, 'kubectl rollout status deployment/checkout', /successfully rolled out/],
    [298, `promql 'service_replicas_by_version{service="checkout"}'`, /version="2\.18\.0"} => 0/],
    [
      306,
      String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n' https://shop.example.com/checkout`,
      /^200 0\./,
    ],
    [330, `promql 'sum(rate(http_requests_total{service="checkout",code="500"}[1m]))'`, /=> 0$/m],
  ],
};
