package switchboard

import (
	"fmt"

	"graphpbx/models"
	"graphpbx/provision"
)

// DevicePreview is the file that a telephone would get now, with its secrets masked, laid over the last one that it got.
type DevicePreview struct {
	File        string // name by which it is fetched
	ContentType string
	Content     string
	Hash        string // differs from that of the last one where anything does, secrets included
	Changed     bool
	Difference  []provision.DifferenceLine
}

// PreviewDevice makes the file of a telephone without giving it to anybody.
func (s *Switchboard) PreviewDevice(v models.Viewer, id string, place DevicePlace) (DevicePreview, error) {
	if err := require(v, models.RoleAdmin); err != nil {
		return DevicePreview{}, err
	}
	d, found := s.devices.get(id)
	if !found {
		return DevicePreview{}, noSuchDevice(id)
	}
	r, found := s.directory.Load().user(d.UserID)
	if !found {
		return DevicePreview{}, refused(models.ProblemNotFound, "the telephone has no user, so there is nothing to tell it: give it one", "id")
	}
	name := provision.MainFile(d.Family, d.MAC)
	file, _ := provision.ParseFile(name)
	made, err := s.maskedConfiguration(d, r, file, place)
	if err != nil {
		return DevicePreview{}, refused(models.ProblemInvalid, fmt.Sprintf("the file cannot be made: %v", err), "id")
	}
	return DevicePreview{
		File: name, ContentType: made.file.ContentType, Content: made.masked, Hash: made.hash, Changed: made.hash != d.ConfigHash,
		Difference: provision.Difference(d.Delivered, made.masked),
	}, nil
}
