/** Name and mark of the product. */
export function Brand() {
  return (
    <span className="brand">
      <img src="/favicon.svg" alt="" width={28} height={28} />
      GraphPBX
    </span>
  );
}
