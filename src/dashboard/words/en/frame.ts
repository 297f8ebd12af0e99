/** The frame of every page, coming and going, what failed, and times. */
export const frame = {
  "nav.health": "Health",
  "nav.home": "Needs a person",
  "nav.endpoints": "Endpoints",
  "nav.label": "Screens",
  "nav.incidents": "Incidents",
  "nav.audit": "Audit",
  "nav.sessions": "Sessions",
  "nav.skip": "Skip to the content",
  "nav.signOut": "Sign out",
  "nav.signedInAs": "Signed in as",

  "language.title": "Language",
  "language.auto": "As the browser asks",

  "theme.change": "Colours: {theme, select, auto {as the system} light {light} other {dark}}. Change",

  "role.viewer": "viewer",
  "role.responder": "responder",
  "role.admin": "admin",
  "role.auditor": "auditor",

  "done.session_ended": "The session has ended.",
  "done.signed_out": "You are signed out.",

  "signIn.title": "Sign in",
  "signIn.provider": "Sign in with your organisation",
  "signIn.again": "Confirm who you are",
  "signIn.againAbout":
    "What you want to do changes many things at once, so you have to have proved who you are within the last {minutes} minutes.",
  "signIn.againByLink": "Make a new link and sign in with it, then do it again:",
  "signIn.byLink": "Whoever has the machine makes a link that signs you in once:",
  "signIn.noWay": "Sign-in links are switched off, and no identity provider is configured.",
  "signIn.link.title": "Sign in to the dashboard",
  "signIn.link.about": "This link works once. Nothing happens until you press the button.",
  "signIn.link.button": "Sign in",

  "sessions.title": "Sessions",
  "sessions.caption": "Who is signed in",
  "sessions.who": "Who",
  "sessions.role": "Role",
  "sessions.browser": "Browser",
  "sessions.started": "Signed in",
  "sessions.seen": "Last used",
  "sessions.act": "Act",
  "sessions.end": "End",
  "sessions.endOf": "End the session of {name}",
  "sessions.own": "this one",

  "failure.title": "That did not work",
  "failure.notFound": "There is nothing here",
  "failure.forbidden": "You may not do this",
  "failure.unavailable": "Not now",
  "failure.internal": "An unexpected error on our side",
  "failure.request": "Whoever looks after this installation finds it in the log by this id:",
  "failure.home": "To the first page",
  "failure.role": "Your role is {role}; this is for: {roles}.",

  "time.now": "just now",
  "time.never": "never",
} as const;
