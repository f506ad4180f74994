import { prometheusText, prometheusType } from "../../shared/operations/prometheus-text.ts";
import { route } from "../edge/route.ts";

route(
  {
    name: "read-metrics",
    method: "GET",
    path: "api/v1/metrics",
    role: "operator",
    summary: "Counters and histograms of this process since it began, as Prometheus reads them",
    tag: "Operations",
    responses: { 200: { description: "Prometheus' text format", text: true } },
  },
  async ({ app }) => ({
    status: 200,
    body: prometheusText(app.metrics()),
    headers: { "content-type": prometheusType },
  }),
);
