// While nobody typed an amount it follows the number of pieces; without scripts the server asks back.
const form = document.querySelector("[data-sale-form]");
const digits = "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩";
const amount = form?.elements.amount;
const each = Number(form?.elements.each?.value || 0);
let isTyped = !each;

function read(text) {
  const plain = text.replace(/[۰-۹٠-٩]/g, (digit) => digits.indexOf(digit) % 10);
  return /^\s*\d{1,6}\s*$/.test(plain) ? Number(plain) : 0;
}

function write(number, like) {
  const zero = [..."۰٠"].find((sign) => [...like].some((each) => each >= sign && each <= String.fromCharCode(sign.charCodeAt(0) + 9)));
  return zero ? String(number).replace(/\d/g, (digit) => String.fromCharCode(zero.charCodeAt(0) + Number(digit))) : String(number);
}

amount?.addEventListener("input", () => (isTyped = true));
form?.elements.quantity.addEventListener("input", () => {
  const pieces = read(form.elements.quantity.value);
  if (isTyped || !pieces) return;
  amount.value = write(Math.round(each * pieces * 100) / 100, document.documentElement.lang === "en" ? "" : amount.value);
});
