// Swagger, set up by what the page says in its data attributes: its policy allows no script in the markup.
const page = document.getElementById("reference");
const dark = matchMedia("(prefers-color-scheme: dark)");

const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// Authorize offers what the app behind this page may ask for: with anything else, the Hub would refuse the whole request.
const offered = page.dataset.scopes.split(" ");
const narrowed = (document) => {
  const flow = document.components.securitySchemes.oauth2.flows.authorizationCode;
  flow.scopes = Object.fromEntries(Object.entries(flow.scopes).filter(([scope]) => offered.includes(scope)));
  return document;
};
const onlyWhatIsOffered = {
  statePlugins: { spec: { wrapActions: { updateJsonSpec: (original) => (document) => original(narrowed(document)) } } },
};

const ui = SwaggerUIBundle({
  url: page.dataset.document,
  domNode: page,
  deepLinking: true,
  oauth2RedirectUrl: page.dataset.returnTo,
  persistAuthorization: false, // a token is gone with the page
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [onlyWhatIsOffered],
  validatorUrl: null, // it would send the document's address to somebody else
});

if (page.dataset.clientId) {
  ui.initOAuth({
    appName: page.dataset.appName,
    clientId: page.dataset.clientId,
    scopes: page.dataset.scopes,
    usePkceWithAuthorizationCodeGrant: true,
  });
}
