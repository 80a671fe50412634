package switchboard

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"graphpbx/models"
	"graphpbx/models/store"
	"graphpbx/provision"
)

// refusedFetches is how many requests for files that are not theirs an address may make within loginWindow; further
// ones are not even looked at. A MAC is no secret, and is guessed in rows.
const refusedFetches = 30

// DevicePlace is how telephones reach the switchboard.
type DevicePlace struct {
	Host      string // SIP server, without port
	Port      int
	Transport models.Transport
	URL       string // of the files, with a slash at the end: https://pbx.example/provision/
}

// DeviceRequest is a request for a file.
type DeviceRequest struct {
	Token     string // of the path; empty for none
	File      string
	UserAgent string
	Source    netip.AddrPort
	Place     DevicePlace
	Book      provision.BookQuestion // of a telephone that asks for the phone book
}

// DeviceFile gives a telephone its file: to whoever has the token of the device, or knows its MAC and make while the
// window for its first contact is open. Path and User-Agent must agree with the device. It returns false for
// everything else, and nobody can tell why from outside; the log can. The database is not asked.
func (s *Switchboard) DeviceFile(r DeviceRequest) (provision.Rendered, bool) {
	now := time.Now()
	file, named := provision.ParseFile(r.File)
	d, known := s.askedFor(r.Token, file.MAC)
	bounds := []bound{{"fetch " + network(r.Source.Addr()), refusedFetches}}
	trusted := known && r.Token != ""
	if s.refusesFile(r.Source.Addr(), trusted, now) || !trusted && s.strangers.take(bounds) > 0 {
		return provision.Rendered{}, false
	}
	fetch := models.DeviceFetch{At: now, Source: r.Source, UserAgent: shownAgent(r.UserAgent), File: shownFile(r.File), Result: models.FetchUnknown}
	if !known {
		s.devices.note(fetch)
		s.suspectFetch(r, file)
		return provision.Rendered{}, false
	}
	fetch.DeviceID, fetch.Result = d.ID, decideFetch(&d.Device, r, file, named, now)
	var made configuration
	if fetch.Result == models.FetchDelivered {
		made, fetch.Result = s.configure(d, file, r)
	}
	s.fetched(d, fetch, made, file, r.Token != "")
	if fetch.Result != models.FetchDelivered {
		if r.Token == "" {
			s.suspectFetch(r, file)
		}
		return provision.Rendered{}, false
	}
	if r.Token == "" {
		s.strangers.giveBack(bounds, false)
	}
	if file.Main(d.Family) {
		s.onboardings.fetched(&d.Device, fetch.At)
	}
	return made.file, true
}

// refusesFile reports whether nobody there is given a file. Whoever has the token of a device is no guesser, so only a block of an
// administrator holds for it.
func (s *Switchboard) refusesFile(source netip.Addr, trusted bool, now time.Time) bool {
	block, blocked := s.blocking.blockOf(source, now)
	if trusted {
		return blocked && block.Reason == models.BlockManual
	}
	_, barred := s.blocking.barOf(source, provisioningName, now)
	return blocked || barred
}

// suspectFetch counts what a stranger asked for against its address: a token like a wrong password, a MAC as a part of one.
func (s *Switchboard) suspectFetch(r DeviceRequest, file provision.File) {
	switch {
	case r.Token != "":
		s.WrongPassword(DoorProvisioning, r.Source.Addr(), provisioningName, r.Token)
	case file.MAC != "":
		s.wrongMAC(r.Source.Addr(), string(file.MAC))
	}
}

// askedFor finds the device that a request is about.
func (s *Switchboard) askedFor(token string, mac models.MAC) (store.StoredDevice, bool) {
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	d := s.devices.byMAC[mac]
	if token != "" {
		d = s.devices.byToken[hashOf(token)]
	}
	if d == nil {
		return store.StoredDevice{}, false
	}
	return *d, true
}

// decideFetch says whether a device that is known may have the file that is asked for.
func decideFetch(d *models.Device, r DeviceRequest, file provision.File, named bool, now time.Time) models.DeviceFetchResult {
	agent, told := provision.ParseAgent(r.UserAgent)
	switch said := provision.MACWithin(r.UserAgent); {
	case r.Token == "" && !d.WindowOpen(now):
		return models.FetchWindowClosed
	case file.MAC != "" && file.MAC != d.MAC, said != "" && said != d.MAC, agent.MAC != "" && agent.MAC != d.MAC:
		return models.FetchMismatch
	case told && agent.Family != d.Family, !told && r.Token == "":
		return models.FetchMismatch
	case !named || !file.ServedTo(d.Family):
		return models.FetchNoSuchFile
	case d.UserID == "":
		return models.FetchNoUser
	}
	return models.FetchDelivered
}

// fetched notes what came of a request.
func (s *Switchboard) fetched(d store.StoredDevice, fetch models.DeviceFetch, made configuration, file provision.File, byToken bool) {
	s.devices.note(fetch)
	s.devices.alter(d.ID, func(d *store.StoredDevice) {
		d.Fetches = append([]models.DeviceFetch{fetch}, d.Fetches[:min(len(d.Fetches), models.MaxDeviceFetches-1)]...)
		d.LastFetch = &d.Fetches[0]
		switch {
		case fetch.Result == models.FetchDelivered && file.Main(d.Family):
			d.FetchedAt, d.Delivered, d.ConfigHash, d.Status = fetch.At, made.masked, made.hash, models.DeviceFetched
			if d.TerminalID != "" {
				d.Status = models.DeviceRegistered
			}
			if byToken {
				d.WindowUntil = time.Time{} // it is bound to its token: the MAC alone opens nothing any more
			}
		case fetch.Result == models.FetchFailed, fetch.Result == models.FetchMismatch && byToken:
			d.Status = models.DeviceFailed
		}
	})
}

// note adds a request to the log of all.
func (ds *devices) note(fetch models.DeviceFetch) {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	if len(ds.log) >= maxDeviceLog {
		ds.log = slices.Delete(ds.log, 0, maxDeviceLog/10)
	}
	ds.log = append(ds.log, fetch)
}

// DeviceFetches returns the last requests for files, newest first: those of a device, or of all telephones and
// strangers where deviceID is empty.
func (s *Switchboard) DeviceFetches(v models.Viewer, deviceID string, first int) ([]models.DeviceFetch, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return nil, err
	}
	if deviceID != "" {
		d, _ := s.devices.get(deviceID)
		return d.Fetches[:max(0, min(first, len(d.Fetches)))], nil
	}
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	fetches := slices.Clone(s.devices.log[max(0, len(s.devices.log)-max(0, first)):])
	slices.Reverse(fetches)
	return fetches, nil
}

// configuration is a file and what is kept of it.
type configuration struct {
	file   provision.Rendered
	masked string // with its secrets masked
	hash   string
}

// secretMask stands for a secret wherever a file is shown or kept.
const secretMask = "********"

// configure makes the file of a device. The secrets are opened for it alone.
func (s *Switchboard) configure(d store.StoredDevice, file provision.File, request DeviceRequest) (configuration, models.DeviceFetchResult) {
	place := request.Place
	r, found := s.directory.Load().user(d.UserID)
	if !found {
		return configuration{}, models.FetchNoUser
	}
	if file.Book(d.Family) {
		return s.bookFile(d, r, file, request)
	}
	made, err := s.maskedConfiguration(d, r, file, place)
	if err != nil {
		s.log.Warn("the file of a telephone cannot be made", "device", d.ID, "mac", d.MAC.String(), "error", err)
		return made, models.FetchFailed
	}
	password, err := s.store.OpenSIPPassword(nil, r.user.ID, r.secret)
	defer clear(password)
	if err != nil {
		s.log.Error("a SIP password cannot be opened", "user", r.user.ID, "error", err)
		return made, models.FetchFailed
	}
	token, err := s.store.OpenDeviceToken(nil, d.ID, d.Token)
	defer clear(token)
	if err != nil {
		s.log.Error("the token of a device cannot be opened", "device", d.ID, "error", err)
		return made, models.FetchFailed
	}
	made.file, err = provision.Render(file, s.phoneOf(d, r, place, string(password), string(token)))
	if err != nil {
		s.log.Warn("the file of a telephone cannot be made", "device", d.ID, "mac", d.MAC.String(), "error", err)
		return made, models.FetchFailed
	}
	return made, models.FetchDelivered
}

// maskedConfiguration makes the file without its secrets. The hash knows these by their seals alone: it changes with
// them, and nobody can try passwords on it.
func (s *Switchboard) maskedConfiguration(d store.StoredDevice, r *record, file provision.File, place DevicePlace) (configuration, error) {
	masked, err := provision.Render(file, s.phoneOf(d, r, place, secretMask, secretMask))
	if err != nil {
		return configuration{}, err
	}
	text := string(masked.Content)
	sum := sha256.Sum256([]byte(strings.Join([]string{text, string(r.secret), string(d.Token)}, "\x00")))
	return configuration{file: masked, masked: text, hash: hex.EncodeToString(sum[:16])}, nil
}

func (s *Switchboard) phoneOf(d store.StoredDevice, r *record, place DevicePlace, password, token string) provision.Phone {
	model, found := provision.ModelNamed(d.Model)
	if !found {
		model = provision.Model{Name: d.Model, Family: d.Family}
	}
	return provision.Phone{
		MAC: d.MAC, Model: model, Username: r.user.Username, Password: password, DisplayName: r.user.DisplayName(),
		Number: string(r.user.Extension), Host: place.Host, Port: place.Port, Transport: place.Transport,
		Voicemail: voicemailOf(s.NumberingPlan()), URL: place.URL + token + "/", Keys: d.Keys,
	}
}

// voicemailOf returns the number of the own voicemail; empty where it is switched off.
func voicemailOf(plan *models.NumberingPlan) string {
	for _, service := range plan.Services() {
		if service.Kind == models.ServiceVoicemail && service.Enabled {
			return string(service.Number)
		}
	}
	return ""
}

// maxShownAgent bounds what is kept of a User-Agent.
const maxShownAgent = 200

// shownAgent returns a User-Agent as it may be kept and shown: a stranger writes it.
func shownAgent(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	if runes := []rune(text); len(runes) > maxShownAgent {
		text = string(runes[:maxShownAgent])
	}
	return text
}

// shownFile returns the name of a file as it may be kept and shown. What does not look like one may be a token that
// stands at the wrong place of a path.
func shownFile(name string) string {
	plain := !strings.ContainsFunc(name, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune("-_. ", r)
	})
	if !plain || len(name) > provision.MaxFileName || !strings.Contains(name, ".") {
		return ""
	}
	return name
}
