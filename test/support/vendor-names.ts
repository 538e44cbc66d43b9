/** Names in every script, and what encodings, files and screens stumble over. */
export const NAMES = [
  ...['Søren Ærø Åse', 'Zoë Müller-Lüdenscheid', 'José Ángel Ñíguez', 'Łukasz Żółć'],
  ...['Nguyễn Văn Ẩn', 'Ğülşen Işık', 'Αλέξης Παπαδόπουλος', 'Ольга Щукина'],
  ...['Ђорђе Љубишић', 'محمد بن عبد الله', 'שָׁלוֹם כהן', 'فارسی می‌نویسم', '山田 太郎'],
  ...['ヤマダ タロウ', 'ﾔﾏﾀﾞ', 'さくら', '王小明', '𠮷野家', '홍길동', 'नमस्ते देवी', 'สมชาย ใจดี', 'தமிழ்'],
  ...['አበበ በቀለ', 'Անի Սարգսյան', 'გიორგი', 'བོད་ཡིག', 'ខ្មែរ', '👩‍👩‍👧‍👦 Family'],
  ...['🇩🇰 🏴󠁧󠁢󠁳󠁣󠁴󠁿', '👍🏽'],
  // Composed and not, which must not become one; and marks without end.
  ...['Caf\u00e9', 'Cafe\u0301', 'Z\u0351\u036b\u0343a\u0361l\u0353g\u0321o', 'ﬁn', 'ß'],
  ...['İi', 'two\u2028lines', 'two\u2029paragraphs', 'next\u0085line', '\ufeffmark first'],
  ...['hidden\u200b\u200f\u00ad', '\u202etxet desrever', 'line\nbreak'],
  ...['carriage\r\nreturn', 'tab\tbetween', 'bell\u0007', '\uffff', '\ue000'],
  ...[' blanks around ', '"quoted"', "O'Neil", 'comma, semi;colon', 'back\\slash', 'a|b'],
  ...['<b>&amp;</b>', ']]>', '=1+1', '+45', '-1', '@SUM(A1)', "'=1+1", '\t=1', '%00'],
  ...['%F0%9F%98%80', '\\u0041', 'null', 'undefined', '0', '__proto__', 'BEGIN:VCARD'],
  ...['END:VCARD\nBEGIN:VCARD', 'name;CHARSET=UTF-8', '=C3=A6', 'x'.repeat(255)],
  ...['🙂'.repeat(255), 'æ '.repeat(127).trim()],
];

/** Names of groups, the first two alike. */
export const GROUP_NAMES = [
  ...['Coworkers', 'Coworkers', 'Empty', 'Everyone', 'Familie & Venner', 'Друзья', 'اصدقاء', '友達', '🎉'],
  ...['comma, semi;colon', 'pipe|slash\\', '=1+1', ' blanks ', 'line\nbreak', 'x'.repeat(255)],
];
