import type { Translated } from "../catalogue.ts";
import type { frame as english } from "../en/frame.ts";

export const frame: Translated<typeof english> = {
  "nav.health": "תקינות",
  "nav.home": "לטיפול",
  "nav.endpoints": "יעדים",
  "nav.label": "דפים",
  "nav.incidents": "מקרים",
  "nav.audit": "ביקורת",
  "nav.sessions": "חיבורים",
  "nav.skip": "אל התוכן",
  "nav.signOut": "יציאה",
  "nav.signedInAs": "מחובר בשם",

  "language.title": "שפה",
  "language.auto": "לפי הדפדפן",

  "theme.change": "צבעים: {theme, select, auto {כמו במערכת} light {בהירים} other {כהים}}. החלפה",

  "role.viewer": "צפייה",
  "role.responder": "טיפול",
  "role.admin": "ניהול",
  "role.auditor": "ביקורת",

  "done.session_ended": "החיבור הסתיים.",
  "done.signed_out": "יצאת מהמערכת.",

  "signIn.title": "כניסה",
  "signIn.provider": "כניסה דרך הארגון",
  "signIn.again": "אימות זהות",
  "signIn.againAbout": "הפעולה המבוקשת משנה דברים רבים בבת אחת, ולכן נדרש אימות זהות ב-{minutes} הדקות האחרונות.",
  "signIn.againByLink": "יש ליצור קישור חדש, להיכנס באמצעותו ולחזור על הפעולה:",
  "signIn.byLink": "מי שיש לו גישה למכונה יוצר קישור לכניסה אחת:",
  "signIn.noWay": "כניסה בקישורים כבויה, ולא הוגדר ספק זהויות.",
  "signIn.link.title": "כניסה ללוח הבקרה",
  "signIn.link.about": "הקישור תקף פעם אחת. דבר לא יקרה עד ללחיצה על הכפתור.",
  "signIn.link.button": "כניסה",

  "sessions.title": "חיבורים",
  "sessions.caption": "מי מחובר",
  "sessions.who": "מי",
  "sessions.role": "תפקיד",
  "sessions.browser": "דפדפן",
  "sessions.started": "כניסה",
  "sessions.seen": "שימוש אחרון",
  "sessions.act": "פעולה",
  "sessions.end": "סיום",
  "sessions.endOf": "סיום החיבור של {name}",
  "sessions.own": "החיבור הזה",

  "failure.title": "זה לא הצליח",
  "failure.notFound": "אין כאן דבר",
  "failure.forbidden": "אין לך הרשאה לכך",
  "failure.unavailable": "לא עכשיו",
  "failure.internal": "שגיאה לא צפויה אצלנו",
  "failure.request": "מי שמתחזק את המערכת ימצא אותה ביומן לפי מזהה זה:",
  "failure.home": "לדף הראשון",
  "failure.role": "התפקיד שלך הוא {role}; זה מיועד ל: {roles}.",

  "time.now": "ממש עכשיו",
  "time.never": "אף פעם",
};
