package models

import (
	"fmt"
	"strings"
)

// Advice says the diagnosis as one sentence for people: what is the matter, and what to do about it.
func (d *Diagnosis) Advice(l Language) string {
	texts := adviceTexts[d.Verdict]
	text := texts[0]
	if l == LanguageGerman {
		text = texts[1]
	}
	after := ""
	if d.Seconds > 0 {
		after = fmt.Sprintf(" in less than %d s", d.Seconds)
		if l == LanguageGerman {
			after = fmt.Sprintf(" nach weniger als %d s", d.Seconds)
		}
	}
	number := func(n int) string { return fmt.Sprint(n) }
	return strings.NewReplacer("{percent}", number(d.Percent), "{devices}", number(d.Devices), "{affected}", number(d.Affected),
		"{times}", number(d.Times), "{after}", after).Replace(text)
}

// adviceTexts are in English and in German.
var adviceTexts = map[Verdict][2]string{
	VerdictNoData: {
		"There are too few questions and answers to tell anything yet: look again in some minutes.",
		"Es gibt noch zu wenige Fragen und Antworten für ein Urteil: Sehen Sie in einigen Minuten wieder nach.",
	},
	VerdictHealthy: {
		"The device answers as it should.",
		"Das Gerät antwortet, wie es soll.",
	},
	VerdictServer: {
		"{affected} of {devices} devices behind different addresses show the same at the same time: look at the switchboard's own machine and line first.",
		"{affected} von {devices} Geräten hinter verschiedenen Adressen zeigen gleichzeitig dasselbe: Prüfen Sie zuerst Rechner und Anschluss der Telefonanlage.",
	},
	VerdictLineOverloaded: {
		"{affected} of {devices} devices behind this address answer late ({percent} % here): the internet line is overloaded or too slow; give voice priority in the router, or get a faster line.",
		"{affected} von {devices} Geräten hinter dieser Adresse antworten zu spät (hier {percent} %): Der Internetanschluss ist überlastet oder zu langsam; geben Sie Sprache im Router Vorrang oder wählen Sie einen schnelleren Anschluss.",
	},
	VerdictLineInterrupted: {
		"{affected} of {devices} devices behind this address were silent at the same times: the line or the router was interrupted.",
		"{affected} von {devices} Geräten hinter dieser Adresse waren zu denselben Zeiten still: Anschluss oder Router waren unterbrochen.",
	},
	VerdictDevice: {
		"Only this one of {devices} devices behind its address answers badly ({percent} % late or never): change its cable, its port or its place in the wireless network, then the device.",
		"Nur dieses von {devices} Geräten hinter seiner Adresse antwortet schlecht ({percent} % zu spät oder nie): Tauschen Sie Kabel, Port oder WLAN-Standort, dann das Gerät.",
	},
	VerdictDeviceOrLine: {
		"{percent} % of the questions were answered late or never, and no other device is behind this address to tell whose fault it is: try another cable, then look at the line.",
		"{percent} % der Fragen wurden zu spät oder nie beantwortet, und hinter dieser Adresse steht kein anderes Gerät zum Vergleich: Versuchen Sie ein anderes Kabel, dann prüfen Sie den Anschluss.",
	},
	VerdictNATTimeout: {
		"The router forgets the way to the device{after}: switch off its SIP helper (SIP ALG), let the device register or send keep-alives more often, or use TCP or TLS.",
		"Der Router vergisst den Weg zum Gerät{after}: Schalten Sie dessen SIP-Helfer (SIP ALG) ab, lassen Sie das Gerät häufiger registrieren oder Keep-Alives senden, oder nutzen Sie TCP oder TLS.",
	},
	VerdictBlocked: {
		"The device registers, but has never answered a question: a firewall or a SIP helper (SIP ALG) in the router keeps calls from it.",
		"Das Gerät meldet sich an, hat aber noch nie geantwortet: Eine Firewall oder ein SIP-Helfer (SIP ALG) im Router hält Anrufe von ihm fern.",
	},
	VerdictDeviceOff: {
		"The device said goodbye: it was switched off, restarted, or signed off.",
		"Das Gerät hat sich abgemeldet: Es wurde ausgeschaltet, neu gestartet oder abgemeldet.",
	},
	VerdictDeviceGone: {
		"The device is gone without a goodbye: see whether it has power and a network.",
		"Das Gerät ist ohne Abmeldung verschwunden: Prüfen Sie, ob es Strom und Netz hat.",
	},
	VerdictFlapping: {
		"The device has signed on and off {times} times: look for a second device with the same settings, a restart loop, or a bad wireless network.",
		"Das Gerät hat sich {times} Mal an- und abgemeldet: Suchen Sie ein zweites Gerät mit denselben Einstellungen, ständige Neustarts oder ein schlechtes WLAN.",
	},
}
