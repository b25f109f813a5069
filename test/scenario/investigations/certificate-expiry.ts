import type { Investigation } from './investigation.ts';

const SERVED =
  'echo | openssl s_client -connect shop.example.com:443 -servername shop.example.com 2>/dev/null | openssl x509 -noout -subject -dates';

/** Requests fall away and nobody inside complains: what is served has ended, and the file with it. */
export const certificateExpiry: Investigation = {
  scenario: 'certificate-expiry',
  variant: 'leaf-expired',
  lines: [
    [15, 'kubectl get pods', /web-\S+ +1\/1 +Running/],
    [22, 'kubectl get events', /No resources found/],
    [30, `promql 'sum by (code) (rate(http_requests_total{service="web"}[1m]))'`, /code="500"} => 0$/m],
    [37, `promql 'sum(rate(edge_requests_total[1m]))'`, /=> 1\d\d/],
    [44, `promql 'sum(rate(edge_requests_total[1m] offset 10m))'`, /=> [2-9]\d\d/],
    [51, 'deploy history web | head -3', /6\.\d+\.\d/],
    [57, 'dig +short shop.example.com', /^\d+\.\d+\.\d+\.\d+/],
    [63, 'curl -sI https://shop.example.com/', /^$/],
    [68, 'curl -I https://shop.example.com/', /certificate has expired/],
    [74, String.raw`curl -sS -o /dev/null -w '%{http_code}\n' http://web:8080/healthz`, /^200/],
    [81, SERVED, /notAfter=Mar 10 14:03:00 2026 GMT/],
    [86, 'date -u', /Mar 10 14:0\d:\d\d UTC 2026/],
    [93, `promql 'sum by (result) (rate(tls_handshakes_total[1m]))'`, /result="failed"} => [1-9]/],
    [100, 'logs edge --since 2m --level error | tail -2', /alert certificate expired/],
    [106, 'cert list', /unknown command "list"/],
    [110, 'cert status', /disk .*EXPIRED\nserved +shop\.example\.com .*EXPIRED/],
    [118, 'cert renew shop', /renew/i],
    [150, 'cert status shop', /disk .*valid\nserved +shop\.example\.com .*EXPIRED/],
    [156, SERVED, /notAfter=Mar 10 14:03:00 2026 GMT/],
    [162, 'cert reload edge', /reload/i],
    [180, SERVED, /notAfter=(?:May|Jun|Jul|Aug)/],
    [190, String.raw`curl -sS -o /dev/null -w '%{http_code}\n' https://shop.example.com/`, /^200/],
    [290, `promql 'sum(rate(tls_handshakes_total{result="failed"}[1m]))'`, /=> 0$/m],
  ],
};
