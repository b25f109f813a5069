import type { Investigation } from './investigation.ts';

const TIMED = String.raw`curl -sS -o /dev/null -w '%{http_code} %{time_total}\n'`;

/** Checkout does nothing and has no place: it waits for Quillpay, whose status page is green. */
export const thirdPartyOutage: Investigation = {
  scenario: 'third-party-outage',
  variant: 'slow-payments',
  lines: [
    [20, 'kubectl get pods -l app=checkout', /checkout-\S+ +0\/1 +Running +0/],
    [28, 'kubectl top pods -l app=checkout', /checkout-\S+ +\d\dm/],
    [36, 'deploy history checkout', /2\.24\.0 .*jtsimmons/],
    [42, 'cd ~/src/checkout && git log --oneline | head -3', /Print the game's age on the receipt/],
    [48, 'git show --stat HEAD | tail -3', /src\/handlers\.js/],
    [56, 'logs checkout --since 3m --level error | tail -4', /upstream quillpay did not answer within 10000ms/],
    [
      64,
      `psql -h orders -U oncall -c "SELECT state, count(*) FROM pg_stat_activity WHERE application_name = 'checkout' GROUP BY 1"`,
      /idle/,
    ],
    [70, `promql 'service_slots_in_use / service_slots'`, /service="checkout"} => (0\.9|1)/],
    [76, `promql 'service_cpu_utilization'`, /service="checkout"} => 0\.0/],
    [82, 'breaker list checkout', /quillpay +none .* 10s/],
    [
      90,
      `promql 'sum by (to) (rate(third_party_request_duration_seconds_sum[1m])) / sum by (to) (rate(third_party_request_duration_seconds_count[1m]))'`,
      /to="quillpay"} => [5-9]\./,
    ],
    [
      96,
      'curl -s https://status.quillpay.example/api/v2/status.json | jq .status.description',
      /All systems operational/,
    ],
    [102, `${TIMED} https://api.quillpay.example/v3/health`, /^\d{3} (?:[5-9]|1\d)\./],
    [108, `${TIMED} https://api.argus-risk.example/v1/health`, /^200 0\./],
    [116, 'flag lst', /unknown|Usage/],
    [119, 'flag list', /charge-at-once +on .*charge it later/],
    [126, 'flag set charge-at-once off', /charge-at-once off/],
    [150, `promql 'service_slots_in_use{service="checkout"}'`, /=> [0-9]\b/],
    [220, `${TIMED} https://shop.example.com/checkout`, /^200 0\./],
    [226, `${TIMED} https://api.quillpay.example/v3/health`, /^\d{3} (?:[5-9]|1\d)\./],
    [240, 'kubectl set env deployment/checkout QUILLPAY_TIMEOUT_MS=2000 QUILLPAY_BREAKER=on', /env updated/],
    [420, 'breaker list checkout', /quillpay +closed .* 2s/],
    [430, `promql 'sum by (journey) (rate(journey_requests_total{outcome!="ok"}[1m]))'`, /journey="pay"} => 0$/m],
  ],
};
