// The description of the API, shown by Swagger UI: nothing of it is sent anywhere but to this gallery. Modules have no
// currentScript, and run after all that is deferred before them.

const { description, token } = document.querySelector("script[data-description]").dataset;
const CSRF = "X-CSRF-Token";
const isSignedIn = document.querySelector(".site form") !== null;
const root = document.querySelector("#description");

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

/** Parts of Swagger UI as this page needs them: without its heading, its second `main`, links within buttons; and with
 * all that may be answered besides what is asked for in a line each, instead of one example that is always the same. */
function asPartOfThePage({ React: { createElement, Fragment } }) {
  const others = (responses) => responses.entrySeq().map(([code, response]) => createElement(
    Fragment,
    { key: code },
    createElement("dt", null, code),
    createElement("dd", null, response.get("description").replaceAll("`", "")),
  ));
  return {
    components: {
      Page: ({ getComponent }) => createElement(
        "div",
        { className: "swagger-ui" },
        createElement(getComponent("SvgAssets")),
        createElement(getComponent("errors", true)),
        createElement(
          "div",
          { className: "head" },
          createElement("h2", null, "Operations"),
          createElement(getComponent("AuthorizeBtnContainer", true)),
        ),
        createElement(getComponent("operations", true)),
      ),
    },
    wrapComponents: {
      DeepLink: () => ({ text }) => createElement("span", null, text),
      curl: (Original) => (props) =>
        createElement(Original, { ...props, request: asProgram(props.request) }),
      responses: (Original) => (props) => {
        const isDone = (_, code) => code < 300;
        return createElement(
          Fragment,
          null,
          createElement(Original, { ...props, responses: props.responses.filter(isDone) }),
          createElement("dl", { className: "others" }, others(props.responses.filterNot(isDone))),
        );
      },
    },
  };
}

/** For whoever hears the page, or never touches a mouse: fields have names, and what scrolls can be reached. */
function complete() {
  for (const field of root.querySelectorAll("[data-param-name] :is(input, select, textarea)")) {
    field.ariaLabel ??= field.closest("tr").dataset.paramName;
  }
  for (const field of root.querySelectorAll(".body-param__text")) field.ariaLabel ??= "Request body";
  for (const button of root.querySelectorAll(".close-modal")) button.ariaLabel ??= "Close";
  for (const text of root.querySelectorAll("pre:not([tabindex])")) text.tabIndex = 0;
}

if (window.SwaggerUIBundle) {
  document.documentElement.classList.add("dark-mode");
  new MutationObserver(complete).observe(root, { childList: true, subtree: true });
  window.SwaggerUIBundle({
    url: description,
    domNode: root,
    deepLinking: true,
    defaultModelsExpandDepth: -1,
    docExpansion: "list",
    layout: "Page",
    plugins: [asPartOfThePage],
    requestInterceptor: asWhoeverAsks,
    validatorUrl: null,
  });
}
