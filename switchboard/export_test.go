package switchboard

// TracesOf lets the recorder of traces see what a diagnosis sees.
var TracesOf = (*Switchboard).tracesOf
