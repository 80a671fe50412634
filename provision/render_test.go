package provision

import (
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"graphpbx/models"
)

var update = flag.Bool("update", false, "write the golden files anew")

const hostile = `a&b<c>"d'e`

// samples are one telephone for each template.
var samples = []struct{ model, mac, file string }{
	{"D785", "000413a11fa7", "000413A11FA7.xml"},
	{"T54W", "805ec0112233", "805ec0112233.cfg"},
	{"W70B", "805ec0112234", "805ec0112234.cfg"},
	{"GXP2170", "000b82112233", "cfg000b82112233.xml"},
	{"GRP2614", "c074ad0b63ee", "cfgc074ad0b63ee.xml"},
	{"N870 IP PRO", "7c2f80e0d605", "7c2f80e0d605.xml"},
	{"X5U", "0c383e557eb1", "0c383e557eb1.cfg"},
	{"i61", "0c383e557eb2", "0c383e557eb2.cfg"},
	{"VVX 400", "0004f2112233", "0004f2112233.cfg"},
	{"VVX 400", "0004f2112233", "0004f2112233-registration.cfg"},

	{"D785", "000413a11fa7", "phonebook.xml"},
	{"T54W", "805ec0112233", "phonebook.xml"},
	{"GXP2170", "000b82112233", "phonebook.xml"},
	{"N870 IP PRO", "7c2f80e0d605", "phonebook.xml"},
	{"X5U", "0c383e557eb1", "phonebook.xml"},
	{"VVX 400", "0004f2112233", "0004f2112233-directory.xml"},
}

func sample(t testing.TB, model, mac string) Phone {
	t.Helper()
	m, found := ModelNamed(model)
	if !found {
		t.Fatalf("no model %s", model)
	}
	p := Phone{
		MAC: models.MAC(mac), Model: m, Username: "anna", Password: hostile, DisplayName: "Änne Müller & Söhne", Number: "21",
		Host: "pbx.example.ch", Port: 5060, Transport: models.TransportUDP, Voicemail: "801", URL: "https://pbx.example.ch/provision/TOKEN/",
	}
	p.Book = Book{Total: 3, First: 1, Last: 3, Entries: []Entry{
		{Name: `Änne "<&>" Müller`, Company: "A & B", Numbers: []models.ContactNumber{
			{Kind: models.NumberWork, Number: "21"}, {Kind: models.NumberMobile, Number: "+491701234567"}, {Kind: models.NumberHome, Number: "+4930123456"},
			{Kind: models.NumberFax, Number: "+4930123457"}, {Kind: models.NumberOther, Number: "+4930123458"}}},
		{Name: "Fax alone", Numbers: []models.ContactNumber{{Kind: models.NumberFax, Number: "+4930123459"}}},
		{Name: hostile, Numbers: []models.ContactNumber{{Kind: models.NumberMobile, Number: "22"}}},
	}}
	if m.Keys > 0 {
		p.Keys = []models.DeviceKey{
			{Kind: models.KeyLine, Label: "Line"}, {Kind: models.KeyBLF, Value: "22", Label: `Beat <"1">`},
			{Kind: models.KeyPark, Value: "701", Label: "Park 1"}, {Kind: models.KeySpeedDial, Value: "+41791234567", Label: "Köln"},
		}
	}
	return p
}

func render(t testing.TB, name string, p Phone) string {
	t.Helper()
	file, ok := ParseFile(name)
	if !ok {
		t.Fatalf("nobody asks for %s", name)
	}
	rendered, err := Render(file, p)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(rendered.Content)
}

// A key for presence is one that dials the star code, on telephones of every family that has keys.
func TestPresenceKeysDialTheirStarCode(t *testing.T) {
	tried := map[models.DeviceFamily]bool{}
	for _, s := range samples {
		p := sample(t, s.model, s.mac)
		if p.Model.Keys == 0 {
			continue
		}
		dials := p
		p.Keys = []models.DeviceKey{{Kind: models.KeyPresence, Value: string(models.PresenceUnavailable), Label: "Away"}}
		dials.Keys = []models.DeviceKey{{Kind: models.KeySpeedDial, Value: "*35", Label: "Away"}}
		got := render(t, s.file, p)
		if got != render(t, s.file, dials) {
			t.Errorf("%s of a %s is another", s.file, s.model)
		}
		tried[p.Model.Family] = tried[p.Model.Family] || strings.Contains(got, "*35")
	}
	for _, family := range []models.DeviceFamily{models.FamilySnom, models.FamilyYealink, models.FamilyGrandstream, models.FamilyFanvil, models.FamilyPoly} {
		if !tried[family] {
			t.Errorf("no file of %s dials it", family)
		}
	}
}

func TestGoldenFiles(t *testing.T) {
	for _, s := range samples {
		golden := filepath.Join("testdata", strings.ReplaceAll(s.model, " ", "_")+"-"+s.file)
		got := render(t, s.file, sample(t, s.model, s.mac))
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s differs (%v):\n%s", golden, err, got)
		}
	}
}

// Some families restart whenever a file differs from the last one.
func TestFilesAreByteStable(t *testing.T) {
	for _, m := range Models() {
		p := sample(t, m.Name, "000413a11fa7")
		first := render(t, MainFile(m.Family, p.MAC), p)
		if second := render(t, MainFile(m.Family, p.MAC), p); first != second || first == "" {
			t.Errorf("%s: two files", m.Name)
		}
	}
}

func TestHostileValuesSurvive(t *testing.T) {
	for _, s := range samples {
		p := sample(t, s.model, s.mac)
		text := render(t, s.file, p)
		if !strings.HasPrefix(text, "<?xml") {
			if !strings.Contains(text, "\naccount.1.password = "+hostile+"\n") {
				t.Errorf("%s: the password did not survive:\n%s", s.model, text)
			}
			continue
		}
		all := values(t, text)
		if strings.HasSuffix(s.file, s.mac+".cfg") && p.Model.Family == models.FamilyPoly {
			if strings.Contains(text, "a&amp;b") {
				t.Error("the index tells the password")
			}
			continue
		}
		if !all[hostile] {
			t.Errorf("%s: the password did not survive:\n%s", s.model, text)
		}
	}
}

// values returns all texts of elements and attributes of well-formed XML.
func values(t testing.TB, text string) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	d := xml.NewDecoder(strings.NewReader(text))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatalf("no XML: %v\n%s", err, text)
		}
		switch token := token.(type) {
		case xml.CharData:
			all[string(token)] = true
		case xml.StartElement:
			for _, a := range token.Attr {
				all[a.Value] = true
			}
		}
	}
}

func TestLineBreaksAreRefused(t *testing.T) {
	places := map[string]func(*Phone, string){
		"password":     func(p *Phone, v string) { p.Password = v },
		"display name": func(p *Phone, v string) { p.DisplayName = v },
		"username":     func(p *Phone, v string) { p.Username = v },
		"host":         func(p *Phone, v string) { p.Host = v },
		"label":        func(p *Phone, v string) { p.Keys = []models.DeviceKey{{Kind: models.KeyBLF, Value: "22", Label: v}} },
	}
	for _, s := range samples {
		file, _ := ParseFile(s.file)
		if file.Main(sample(t, s.model, s.mac).Model.Family) {
			for place, set := range places {
				if place == "label" && sample(t, s.model, s.mac).Model.Keys == 0 {
					continue
				}
				for _, end := range []string{"\n", "\r", "\x00", "\r\n"} {
					evil := "hush" + end + "security.user_password = admin:admin"
					p := sample(t, s.model, s.mac)
					set(&p, evil)
					_, err := Render(file, p)
					if !errors.Is(err, ErrValue) || strings.Contains(fmt.Sprint(err), "hush") {
						t.Errorf("%s: %q in the %s: %v", s.model, end, place, err)
					}
				}
			}
		}
	}
}

func TestOnlyOwnFiles(t *testing.T) {
	file, _ := ParseFile("cfg000b82112233.xml")
	if _, err := Render(file, sample(t, "T54W", "000b82112233")); !errors.Is(err, ErrNoFile) {
		t.Error(err)
	}
	if _, err := Render(file, Phone{}); !errors.Is(err, ErrNoFile) {
		t.Error(err)
	}
}

func TestTransports(t *testing.T) {
	p := sample(t, "T54W", "805ec0112233")
	for transport, want := range map[models.Transport]string{models.TransportUDP: "0", models.TransportTCP: "1", models.TransportTLS: "2"} {
		p.Transport = transport
		if text := render(t, "805ec0112233.cfg", p); !strings.Contains(text, "transport_type = "+want+"\n") {
			t.Errorf("%s: %s", transport, text)
		}
	}
}

func BenchmarkRender(b *testing.B) {
	p := sample(b, "D785", "000413a11fa7")
	file, _ := ParseFile("000413a11fa7.xml")
	for b.Loop() {
		if r, err := Render(file, p); err != nil || !bytes.Contains(r.Content, []byte("anna")) {
			b.Fatal(err)
		}
	}
}
