package provision

import (
	"regexp"
	"strings"

	"graphpbx/models"
)

// Agent is what a telephone says of itself in a User-Agent.
type Agent struct {
	Family   models.DeviceFamily
	Model    string
	Firmware string     // empty where it does not say
	MAC      models.MAC // empty where it does not say
}

// maxAgent bounds what is read of a User-Agent. Telephones need half of it.
const maxAgent = 300

// agents are the forms that telephones use when they fetch files and when they register. Firmware and MAC are groups
// that may be missing.
var agents = []struct {
	family     models.DeviceFamily
	expression *regexp.Regexp
}{
	{models.FamilySnom, regexp.MustCompile(`(?i)\bsnom(?P<model>[a-z]?\d{2,4}[a-z]?)(?:-SIP)?[ /](?P<firmware>[\d.]+)(?:.*\b(?P<mac>[0-9a-f]{12})\b)?`)},
	{models.FamilyYealink, regexp.MustCompile(`(?i)^yealink (?:sip(?: vp)?-)?(?P<model>[tw]\w{1,6}(?: E2)?)(?: (?P<firmware>[\d.]+))?(?: (?P<mac>[0-9a-f:]{12,17}))?$`)},
	{models.FamilyGrandstream, regexp.MustCompile(`^Grandstream Model HW (?P<model>\w{3,12})(?: V\S{1,12})? SW (?P<firmware>\S{1,24}) DevId (?P<mac>[0-9A-Fa-f]{12})`)},
	{models.FamilyGrandstream, regexp.MustCompile(`^Grandstream (?P<model>G\w{3,12}) (?P<firmware>[\d.]+)`)},
	{models.FamilyGigaset, regexp.MustCompile(`^(?:Gigaset )?(?P<model>N\d{3}E? IP PRO)/(?P<firmware>[^;]{1,60})(?:;(?P<mac>[0-9A-Fa-f]{12}))?`)},
	{models.FamilyFanvil, regexp.MustCompile(`^Fanvil (?P<model>[A-Za-z0-9-]{2,12}(?: Pro)?) (?P<firmware>[\d.]+)(?: (?P<mac>[0-9A-Fa-f]{12}))?$`)},
	{models.FamilyPoly, regexp.MustCompile(`^(?:FileTransport )?(?:Polycom|Poly)(?:VVX|Edge)?-(?P<model>\w{3,20}?)-UA/(?P<firmware>[\d.]+)(?:[ _](?P<mac>[0-9a-f]{12})\b)?`)},
}

// ParseAgent reads a User-Agent. It returns false where no family says such a thing.
func ParseAgent(text string) (Agent, bool) {
	if len(text) > maxAgent {
		return Agent{}, false
	}
	for _, form := range agents {
		found := form.expression.FindStringSubmatch(text)
		if found == nil {
			continue
		}
		group := func(name string) string {
			if i := form.expression.SubexpIndex(name); i >= 0 {
				return found[i]
			}
			return ""
		}
		agent := Agent{Family: form.family, Model: strings.ReplaceAll(group("model"), "_", " "), Firmware: group("firmware")}
		if written := group("mac"); written != "" {
			mac, fits := models.ParseMAC(written)
			if !fits {
				return Agent{}, false
			}
			agent.MAC = mac
		}
		return agent, true
	}
	return Agent{}, false
}

var macWithin = regexp.MustCompile(`(?i)(?:^|[^0-9a-f:])([0-9a-f]{12}|(?:[0-9a-f]{2}:){5}[0-9a-f]{2})(?:[^0-9a-f:]|$)`)

// MACWithin finds a hardware address in a text such as an instance id (urn:uuid:…-000413A11FA7) or the User-Agent of
// a registration. Empty where there is none.
func MACWithin(text string) models.MAC {
	if len(text) > maxAgent {
		return ""
	}
	found := macWithin.FindStringSubmatch(text)
	if found == nil {
		return ""
	}
	mac, _ := models.ParseMAC(found[1])
	return mac
}
