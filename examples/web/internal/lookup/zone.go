package lookup

import (
	"errors"
	"fmt"
	"time"
)

// ErrNoZoneData is returned where the image holds no time zone data.
var ErrNoZoneData = errors.New("the image holds no time zone data")

// knownZone is in every copy of the time zone database, and unlike "UTC" it is
// not built into the time package.
const knownZone = "Etc/UTC"

// TimeIn returns the moment t on the clocks of a zone such as "Europe/Berlin".
// The error tells a name that does not exist from data that is not there.
func TimeIn(t time.Time, zone string) (time.Time, error) {
	location, err := time.LoadLocation(zone)
	if err == nil {
		return t.In(location), nil
	}
	if _, missing := time.LoadLocation(knownZone); missing != nil {
		return time.Time{}, fmt.Errorf("%w: %w", err, ErrNoZoneData)
	}
	return time.Time{}, err
}
