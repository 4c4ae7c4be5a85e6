// What came back goes to the window that asked, once it is sure that it answers its question (RFC 6749 §10.12) and
// comes from this Hub (RFC 9207 §2.4).
const asked = window.opener && window.opener.swaggerUIRedirectOauth2;
const answer = new URLSearchParams(location.search);
const issuer = document.getElementById("return").dataset.issuer;

history.replaceState(null, "", location.pathname); // the code leaves the address bar and the history

const refuse = (message) =>
  asked.errCb({ authId: asked.auth.name, source: "auth", level: "error", message });

if (asked) {
  if (answer.get("state") !== asked.state || answer.get("iss") !== issuer) {
    refuse("The answer is not one to this question, or did not come from this Hub.");
  } else if (answer.has("code")) {
    delete asked.state;
    asked.auth.code = answer.get("code");
    asked.callback({ auth: asked.auth, redirectUrl: asked.redirectUrl });
  } else {
    refuse(`${answer.get("error")}: ${answer.get("error_description")}`);
  }
  window.close();
}
