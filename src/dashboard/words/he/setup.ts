import type { Translated } from "../catalogue.ts";
import type { setup as english } from "../en/setup.ts";

export const setup: Translated<typeof english> = {
  "nav.settings": "הגדרות",
  "nav.setup": "רשימת בדיקה",

  "settings.title": "הגדרות",
  "settings.about": "מה שבתוקף, כפי שמציג ”tokenward config“. משנים זאת בסביבת השירות, וזה נקרא עם עלייתו. סודות לעולם אינם מוצגים.",
  "settings.name": "משתנה",
  "settings.value": "ערך",
  "settings.origin": "מתוך",
  "settings.origin.environment": "הסביבה",
  "settings.origin.file": "קובץ",
  "settings.origin.default": "ברירת מחדל",
  "settings.notSet": "לא נקבע: {otherwise}",
  "settings.secretSet": "נקבע, ואינו מוצג",
  "settings.file": "קובץ ההגדרות",
  "settings.section": "סעיף",
  "settings.entries": "רשומות",
  "settings.noFile": "לא צוין קובץ הגדרות, או שהוא ריק.",

  "setup.title": "רשימת בדיקה",
  "setup.about": "אם יש כל מה שמערכת זו צריכה: מה שבודק ”tokenward doctor“, ושתי בדיקות של כל הדרך.",
  "setup.look": "בדיקת הכול",
  "setup.lookAbout": "שואל את מסד הנתונים, את התור, את המנפיקים, את שרת הדואר, את ספק הזהויות ואת המפתחות של כל המקורות. אינו משנה דבר.",
  "setup.found": "מה נמצא",
  "setup.part": "חלק",
  "setup.verdict": "קביעה",
  "setup.finding": "ממצא",
  "setup.todo": "מה לעשות",
  "setup.ok": "תקין",
  "setup.warning": "כדאי לראות",
  "setup.failed": "נכשל",
  "setup.skipped": "לא נבדק",
  "setup.sum":
    "{failed, plural, =0 {דבר לא נכשל} one {חלק אחד נכשל} two {שני חלקים נכשלו} other {# חלקים נכשלו}}; {warning, plural, =0 {אין עוד מה לראות} one {כדאי לראות אחד} two {כדאי לראות שניים} other {כדאי לראות #}}.",
  "setup.address": "כתובת הדואר שלך",
  "setup.mail": "שליחת דואר בדיקה",
  "setup.mailAbout": "הודעת בדיקה, בדרך שבה נשלח דואר לבעלים.",
  "setup.mailSent": "שרת הדואר קיבל אותה: {response}",
  "setup.alert": "שליחת אזעקת בדיקה",
  "setup.alertAbout":
    "יוצר אסימון של המנפיק המובנה על שמך, מוסר אותו כאסימון שדלף ומראה מה קורה לו: הוא אמור להתבטל בתוך שנייה, והודעה אמורה להגיע אליך. חתימה של מקור אינה נבדקת בכך: זמינות המפתחות היא חלק מהרשימה למעלה.",
  "setup.cli": "חתום כפי ששירות קוד היה חותם: ",

  "done.alert_sent": "אזעקת הבדיקה בדרך. יש לטעון את הדף מחדש עד שתגיע.",

  "offer.about": "כך רואים שהכול פועל:",
  "offer.link": "שליחת אזעקת בדיקה",
  "offer.last": "האחרון:",
};
