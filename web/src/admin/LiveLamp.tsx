// Both pages, dashboard and wwphone, show one lamp.
export { LiveLamp, StaleBar, useStale } from '../ui/LiveLamp';
