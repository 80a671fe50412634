import { Link } from 'wouter';
import { IconArrowLeft } from './icons';

/** The way back to the list from which a page is reached. */
export function Crumbs({ to, label }: { to: string; label: string }) {
  return (
    <Link href={to} className="crumbs">
      <IconArrowLeft size={15} aria-hidden />
      {label}
    </Link>
  );
}
