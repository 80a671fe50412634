/** Name and mark of the client. */
export function PhoneBrand() {
  return (
    <span className="brand">
      <img src="/phone.svg" alt="" width={28} height={28} />
      wwphone
    </span>
  );
}
