// Swagger UI over the API's own description. Nothing is sent to a validator elsewhere.
const place = document.getElementById("reference");

window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  docExpansion: "list",
  filter: true,
  tryItOutEnabled: false,
  validatorUrl: null,
});
