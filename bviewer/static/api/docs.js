// The description of the API, shown by Swagger UI: nothing of it is sent anywhere but to this gallery. Modules have no
// currentScript, and run after all that is deferred before them.

const { description, token } = document.querySelector("script[data-description]").dataset;
const CSRF = "X-CSRF-Token";
const isSignedIn = document.querySelector(".site form") !== null;

/** What somebody tries is asked by a token, if one was given, or else by this browser's session. */
function asWhoeverAsks(request) {
  if (request.url === description) return request;
  request.headers.accept = "application/json";
  if (!request.headers.Authorization && request.method !== "GET") request.headers[CSRF] = token;
  return request;
}

/** The command that a program would send: it has a token, and no session. */
function asProgram(request) {
  const sent = request.deleteIn(["headers", CSRF]);
  const isNamed = sent.hasIn(["headers", "Authorization"]) || !isSignedIn;
  return isNamed ? sent : sent.setIn(["headers", "Authorization"], "Bearer YOUR_TOKEN");
}

/** What is done is shown as it is; all else that may be answered, in a line each. */
function parted(responses, React) {
  const isDone = (_, code) => code < 300;
  const others = responses.filterNot(isDone).entrySeq().map(([code, response]) =>
    React.createElement(
      React.Fragment,
      { key: code },
      React.createElement("dt", null, code),
      React.createElement("dd", null, response.get("description").replaceAll("`", "")),
    ));
  return [responses.filter(isDone), React.createElement("dl", { className: "others" }, others)];
}

const calm = ({ React }) => ({
  wrapComponents: {
    curl: (Original) => (props) =>
      React.createElement(Original, { ...props, request: asProgram(props.request) }),
    responses: (Original) => (props) => {
      const [done, others] = parted(props.responses, React);
      return React.createElement(
        React.Fragment,
        null,
        React.createElement(Original, { ...props, responses: done }),
        others,
      );
    },
  },
});

if (window.SwaggerUIBundle) {
  document.documentElement.classList.add("dark-mode");
  window.SwaggerUIBundle({
    url: description,
    dom_id: "#description",
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    docExpansion: "list",
    validatorUrl: null,
    requestInterceptor: asWhoeverAsks,
    plugins: [calm],
  });
}
