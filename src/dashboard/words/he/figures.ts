import type { Translated } from "../catalogue.ts";
import type { figures as english } from "../en/figures.ts";

export const figures: Translated<typeof english> = {
  "nav.figures": "נתונים",

  "figures.title": "נתונים",
  "figures.range": "תקופה",
  "figures.range.24h": "24 שעות",
  "figures.range.7d": "7 ימים",
  "figures.range.30d": "30 ימים",
  "figures.range.90d": "90 ימים",
  "figures.reports": "דיווחים",
  "figures.reports.day": "דיווחים ליום",
  "figures.reports.hour": "דיווחים לשעה",
  "figures.reports.summary": "{total, plural, one {דיווח אחד} two {שני דיווחים} other {# דיווחים}}, לכל היותר {highest, number} בבת אחת",
  "figures.reports.highest": "לכל היותר {highest, number}",
  "figures.day": "יום (UTC)",
  "figures.hour": "שעה (UTC)",
  "figures.asTable": "כטבלה",
  "figures.cut": "היו יותר משלוחים ממה שנספר: נספרו רק 100,000 החדשים ביותר.",
  "figures.revoked": "מהדיווח עד הביטול",
  "figures.told": "מהדיווח עד ההודעה",
  "figures.slowest": "עשרת הביטולים האיטיים ביותר",
  "figures.slowestTold": "עשרת הבעלים שקיבלו הודעה באיחור הרב ביותר",
  "figures.by.issuer": "מנפיק",
  "figures.took": "נמשך",
  "figures.of": "של",
  "figures.count": "כמה",
  "figures.within": "בתוך {time}",
  "figures.objective": "מקווקו: {time}, היעד",
  "figures.legend": "סימן עבה: מחצית היו מהירים יותר. תיבה: עד תשעה מעשרה. קו דק: עד 99 ממאה. הסולם הולך בחזקות של עשר.",
  "figures.none": "אין דבר בתקופה זו. נתונים מופיעים כאשר אסימונים מדווחים ומבוטלים ונמסרת הודעה לבעליהם.",
  "figures.by.all": "הכול",
  "figures.by.source": "מקור",
  "figures.by.format": "תבנית",
  "figures.bounds": "מתוך 100,000 המקרים והמשלוחים החדשים ביותר בתקופה זו, לכל היותר לפני דקה. שום מאגר, נתיב או אדם אינו נספר.",

  "live.new":
    "{more, select, yes {{count, number} חדשים או יותר} other {{count, plural, one {אחד חדש} two {שניים חדשים} other {# חדשים}}}}",

  "keys.title": "מקשים",
  "keys.search": "אל החיפוש",
  "keys.help": "דף זה",
  "keys.down": "השורה הבאה",
  "keys.up": "השורה הקודמת",
  "keys.tick": "סימון השורה",
  "keys.open": "פתיחת השורה",
  "keys.revoke": "אל הביטול",
  "keys.on": "מקשים בודדים עושים זאת",
  "keys.close": "סגירה",

  "export.about": "לקחת את כל הרשימה כקובץ:",
  "export.file": "כקובץ",

  "timeline.cut": "מוצגים רק {first, number} הראשונים ו-{newest, number} החדשים מתוך {all, number}.",
  "timeline.all": "כולם, ביומן הביקורת",

  "places.cut": "מוצגים רק {count, number} הראשונים.",

  "timeline.seen": "נראה במקום נוסף",
  "timeline.owed": "יש לשלוח הודעה: {template}",
  "timeline.link": "קישור לרשומה זו: {time}",
  "timeline.mail": "ההודעה",

  "keys.assign": "אל ההקצאה",
  "keys.close_as": "אל הסגירה",
};
