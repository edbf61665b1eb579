/** Swagger UI on a page of our own: its stock page has an inline script, which our policy refuses. */
import "swagger-ui-dist/swagger-ui.css";
import "./api-docs.css";

import SwaggerUI from "swagger-ui-dist/swagger-ui-es-bundle.js";

for (const container of document.querySelectorAll("[data-openapi]")) {
  SwaggerUI({ domNode: container, url: container.dataset.openapi, deepLinking: true, validatorUrl: null });
}
