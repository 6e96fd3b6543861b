// The description of the API, shown by Swagger UI: nothing of it is sent anywhere but to this gallery. Modules have no
// currentScript, and run after all that is deferred before them.

const { description } = document.querySelector("script[data-description]").dataset;

window.SwaggerUIBundle?.({
  url: description,
  dom_id: "#description",
  deepLinking: true,
  defaultModelsExpandDepth: -1,
  docExpansion: "list",
  validatorUrl: null,
});
