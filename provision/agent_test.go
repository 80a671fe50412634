package provision

import (
	"strings"
	"testing"
	"unicode/utf8"

	"graphpbx/models"
)

var agentSamples = map[string]Agent{
	"Mozilla/4.0 (compatible; snom710-SIP 8.7.5.35 1.1.5-IFX-05.01.12 000413741767)":                                                       {models.FamilySnom, "710", "8.7.5.35", "000413741767"},
	"Mozilla/4.0 (compatible; snomD785-SIP 10.1.169.16 2010.12-00001-gd311851f1 (Feb 25 2019 - 14:19:43) 00041396D9B4 SXM:0 UXM:0 UXMC:0)": {models.FamilySnom, "D785", "10.1.169.16", "00041396d9b4"},
	"snomD785/10.1.169.16":                                              {models.FamilySnom, "D785", "10.1.169.16", ""},
	"Yealink SIP-T46G 28.72.0.1 00:15:65:4a:a9:37":                      {models.FamilyYealink, "T46G", "28.72.0.1", "0015654aa937"},
	"Yealink SIP-T54W 96.86.0.70 805ec0112233":                          {models.FamilyYealink, "T54W", "96.86.0.70", "805ec0112233"},
	"Yealink SIP-T54W 96.86.0.70":                                       {models.FamilyYealink, "T54W", "96.86.0.70", ""},
	"Grandstream Model HW GRP2614 SW 1.0.5.15 DevId c074ad0b63ee":       {models.FamilyGrandstream, "GRP2614", "1.0.5.15", "c074ad0b63ee"},
	"Grandstream Model HW GXP2170 V1.2A SW 1.0.9.26 DevId 000b82112233": {models.FamilyGrandstream, "GXP2170", "1.0.9.26", "000b82112233"},
	"Grandstream GRP2614 1.0.5.15":                                      {models.FamilyGrandstream, "GRP2614", "1.0.5.15", ""},
	"Gigaset N870 IP PRO/83.V2.11.0+build.a546b91;7C2F80E0D605":         {models.FamilyGigaset, "N870 IP PRO", "83.V2.11.0+build.a546b91", "7c2f80e0d605"},
	"N510 IP PRO/42.258.00.000.000;7C2F806257D7":                        {models.FamilyGigaset, "N510 IP PRO", "42.258.00.000.000", "7c2f806257d7"},
	"Fanvil X5U-V2 2.12.16.17 0c383e557eb1":                             {models.FamilyFanvil, "X5U-V2", "2.12.16.17", "0c383e557eb1"},
	"Fanvil X6U Pro 0.0.10 0c383e2cd782":                                {models.FamilyFanvil, "X6U Pro", "0.0.10", "0c383e2cd782"},
	"FileTransport PolycomVVX-VVX_400-UA/4.1.4.7430 Type/Application":   {models.FamilyPoly, "VVX 400", "4.1.4.7430", ""},
	"PolycomVVX-VVX_400-UA/5.9.5_0004f2112233":                          {models.FamilyPoly, "VVX 400", "5.9.5", "0004f2112233"},
}

func TestParseAgent(t *testing.T) {
	for text, want := range agentSamples {
		if got, ok := ParseAgent(text); !ok || got != want {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	for _, text := range []string{
		"", "curl/8.5.0", "Mozilla/5.0 (X11; Linux x86_64) Chrome/120", "Yealink", "Grandstream Model HW GRP2614 SW 1.0 DevId zz",
		"Yealink SIP-T46G 28.72.0.1 00:15:65:4a:a9:3700", "Fanvil X6U 1.0 ffffffffffff", "Yealink SIP-T46G\r\nX: y",
		"snomD785-SIP 10.1 " + strings.Repeat("0", 10_000),
	} {
		if got, ok := ParseAgent(text); ok {
			t.Errorf("%q is taken for %+v", text, got)
		}
	}
}

func TestMACWithin(t *testing.T) {
	for text, want := range map[string]models.MAC{
		"urn:uuid:00000000-0000-1000-8000-000413A11FA7": "000413a11fa7",
		"Yealink SIP-T46G 28.72.0.1 00:15:65:4a:a9:37":  "0015654aa937",
		"PolycomVVX-VVX_400-UA/5.9.5_0004f2112233":      "0004f2112233",
		"urn:uuid:5b1c0e1e-4a3e-4f8e-9d0e-93a11fa7bcde": "", // random: that is no address of a single device
		"GraphPBX phone": "", "": "", "000413a11fa7000413a11fa7": "",
	} {
		if got := MACWithin(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestModelNamed(t *testing.T) {
	for name, want := range map[string]string{
		"D785": "D785", "snom d785": "D785", "snomD785": "D785", "Yealink T54W": "T54W", "VVX 400": "VVX 400", "vvx_400": "VVX 400",
		"Poly VVX400": "VVX 400", "X5U-V2": "X5U", "Fanvil X6U Pro": "X6U", "Gigaset N870 IP PRO": "N870 IP PRO", "n870 ip pro": "N870 IP PRO",
		"": "", "snom": "", "toaster": "", strings.Repeat("D785", 1000): "",
	} {
		if m, found := ModelNamed(name); m.Name != want || found != (want != "") {
			t.Errorf("%q: %+v", name, m)
		}
	}
	seen := map[string]bool{}
	for _, m := range Models() {
		if folded := foldModel(m.Name); seen[folded] {
			t.Errorf("%s is there twice", m.Name)
		} else {
			seen[folded] = true
		}
	}
}

func TestParseFile(t *testing.T) {
	for name, want := range map[string]struct {
		mac      models.MAC
		families []models.DeviceFamily
	}{
		"000413a11fa7.xml":              {"000413a11fa7", []models.DeviceFamily{models.FamilySnom, models.FamilyGigaset, models.FamilyFanvil}},
		"000413A11FA7.HTM":              {"000413a11fa7", []models.DeviceFamily{models.FamilySnom}},
		"snomD785-000413A11FA7.htm":     {"000413a11fa7", []models.DeviceFamily{models.FamilySnom}},
		"snomD785.htm":                  {"", []models.DeviceFamily{models.FamilySnom}},
		"805ec0112233.cfg":              {"805ec0112233", []models.DeviceFamily{models.FamilyYealink, models.FamilyFanvil, models.FamilyPoly}},
		"cfgc074ad0b63ee.xml":           {"c074ad0b63ee", []models.DeviceFamily{models.FamilyGrandstream}},
		"0004f2112233-registration.cfg": {"0004f2112233", []models.DeviceFamily{models.FamilyPoly}},
	} {
		file, ok := ParseFile(name)
		if !ok || file.MAC != want.mac {
			t.Errorf("%s: %+v", name, file)
		}
		for _, f := range families {
			serves := false
			for _, w := range want.families {
				serves = serves || w == f.name
			}
			if file.ServedTo(f.name) != serves {
				t.Errorf("%s for %s: %v", name, f.name, !serves)
			}
		}
	}
	for _, name := range []string{
		"", ".", "..", "../000413a11fa7.xml", "000413a11fa7.xml/", "000413a11fa7.xml\n", "ffffffffffff.cfg", "000000000000.cfg", "y000000000000.boot",
		"x000413a11fa7.xml", "000413a11fa7.php", strings.Repeat("0", 100_000), "000413a11fa7.xml\x00.png",
	} {
		if file, ok := ParseFile(name); ok {
			t.Errorf("%q: %+v", name, file)
		}
	}
}

func TestDifference(t *testing.T) {
	var told []string
	for _, line := range Difference("a\nb\nc\n", "a\nx\nc\nd\n") {
		told = append(told, string(line.Kind)+" "+line.Text)
	}
	if got := strings.Join(told, ","); got != "KEPT a,REMOVED b,ADDED x,KEPT c,ADDED d" {
		t.Error(got)
	}
	if d := Difference("", "a\n"); len(d) != 1 || d[0].Kind != LineAdded {
		t.Error(d)
	}
	if d := Difference("", ""); len(d) != 0 {
		t.Error(d)
	}
	if d := Difference(strings.Repeat("a\n", 5000), "a\n"); len(d) != 5001 {
		t.Error(len(d))
	}
}

func FuzzParseAgent(f *testing.F) {
	for text := range agentSamples {
		f.Add(text)
	}
	f.Add("Yealink SIP-T46G 28.72.0.1 ::::::::::::")
	f.Fuzz(func(t *testing.T, text string) {
		agent, ok := ParseAgent(text)
		if !ok {
			if agent != (Agent{}) {
				t.Errorf("%q: refused, and yet %+v", text, agent)
			}
			return
		}
		if _, known := familyNamed(agent.Family); !known || agent.Model == "" || len(agent.Model) > 40 {
			t.Errorf("%q: %+v", text, agent)
		}
		if mac, fits := models.ParseMAC(string(agent.MAC)); agent.MAC != "" && (!fits || mac != agent.MAC) {
			t.Errorf("%q: MAC %q", text, agent.MAC)
		}
		_ = MACWithin(text)
		if utf8.ValidString(text) && !utf8.ValidString(agent.Model) {
			t.Errorf("%q: model %q", text, agent.Model)
		}
	})
}
