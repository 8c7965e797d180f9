package slackfake

import (
	"encoding/json"
	"fmt"
	"time"
)

const mostStacked = 3 // modals above one another

// View is a modal or the Home tab of a person, as it is now.
type View struct {
	ID              string
	Type            string // modal or home
	Person          string // who sees it
	CallbackID      string
	Title           string
	Submit          string // the label of the button; empty when there is none
	Close           string
	PrivateMetadata string
	ExternalID      string
	NotifyOnClose   bool
	ClearOnClose    bool
	Blocks          json.RawMessage // with the ids that Slack has filled in
	Hash            string
	RootID          string
	PreviousID      string
	Open            bool
	Updates         int // how often it was replaced
	At              time.Time
	Errors          map[string]string // what the last submission was refused with, by block

	titleObject, submitObject, closeObject any
}

// Shown is all that can be read in the view.
func (v View) Shown() string { return readBlocks(blockList(v.Blocks)) }

// Elements lists the elements that can be used, in their order.
func (v View) Elements() []Element { return elementsOf(blockList(v.Blocks)) }

// ActionIDs lists the action ids of the elements in their order.
func (v View) ActionIDs() []string { return actionIDs(v.Elements()) }

// Element returns the first element with the action id.
func (v View) Element(actionID string) (Element, bool) { return findElement(v.Elements(), actionID) }

// View returns a view as it is now.
func (f *Fake) View(id string) (View, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, ok := f.views.get(id)
	if !ok {
		return View{}, false
	}
	return *v, true
}

// Views returns the modals that were opened, the oldest first, closed ones too.
func (f *Fake) Views() []View {
	f.mu.Lock()
	defer f.mu.Unlock()
	var list []View
	f.views.all(func(v *View) bool {
		if v.Type == inModal {
			list = append(list, *v)
		}
		return true
	})
	return list
}

// TopView returns the modal that a person sees, if there is one.
func (f *Fake) TopView(p Person) (View, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	stack := f.stacks[p.ID]
	if len(stack) == 0 {
		return View{}, false
	}
	v, ok := f.views.get(stack[len(stack)-1])
	if !ok {
		return View{}, false
	}
	return *v, true
}

// Home returns what a person's Home tab shows, if the app has published anything.
func (f *Fake) Home(p Person) (View, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v := f.homes[p.ID]
	if v == nil {
		return View{}, false
	}
	return *v, true
}

// WaitView waits until a person sees a modal that wanted accepts (any when nil).
func (f *Fake) WaitView(p Person, timeout time.Duration, wanted func(View) bool) (View, error) {
	var found View
	ok := f.await(timeout, func() bool {
		v, open := f.TopView(p)
		found = v
		return open && (wanted == nil || wanted(v))
	})
	if !ok {
		return found, fmt.Errorf("%s sees no such modal within %v", p.Name, timeout)
	}
	return found, nil
}

// WaitHome waits until a person's Home tab shows what wanted accepts (anything when nil).
func (f *Fake) WaitHome(p Person, timeout time.Duration, wanted func(View) bool) (View, error) {
	var found View
	ok := f.await(timeout, func() bool {
		v, there := f.Home(p)
		found = v
		return there && (wanted == nil || wanted(v))
	})
	if !ok {
		return found, fmt.Errorf("no such Home tab of %s within %v", p.Name, timeout)
	}
	return found, nil
}

// wireView renders a view as answers and payloads hold it, with what its inputs hold for its person.
// The caller holds f.mu.
func (f *Fake) wireView(v *View) object {
	previous := any(nil)
	if v.PreviousID != "" {
		previous = v.PreviousID
	}
	return object{
		"id": v.ID, "team_id": teamID, "type": v.Type, "blocks": v.Blocks, "private_metadata": v.PrivateMetadata, "callback_id": v.CallbackID,
		"state": object{"values": f.stateOf(v.ID, v.Person, v.Blocks)}, "hash": v.Hash, "title": v.titleObject, "submit": v.submitObject, "close": v.closeObject,
		"clear_on_close": v.ClearOnClose, "notify_on_close": v.NotifyOnClose, "submit_disabled": false, "external_id": v.ExternalID,
		"root_view_id": v.RootID, "previous_view_id": previous, "app_id": appID, "app_installed_team_id": teamID, "bot_id": botID,
	}
}

// show puts a new modal on a person's screen.
func (f *Fake) show(v *View, person string) {
	v.ID, v.Person, v.Open, v.At = f.ids.next("V"), person, true, f.now()
	v.Hash = f.ids.ts(f.now()) + "." + f.ids.short()
	v.RootID = v.ID
	if stack := f.stacks[person]; len(stack) > 0 {
		v.RootID, v.PreviousID = stack[0], stack[len(stack)-1]
	}
	f.stacks[person] = append(f.stacks[person], v.ID)
	f.views.add(v.ID, v)
	f.changed.raise()
}

// replace gives a view new content.
func (f *Fake) replace(v, with *View) {
	with.ID, with.Person, with.Open, with.At, with.RootID, with.PreviousID = v.ID, v.Person, v.Open, v.At, v.RootID, v.PreviousID
	with.Updates, with.Type = v.Updates+1, v.Type
	with.Hash = f.ids.ts(f.now()) + "." + f.ids.short()
	*v = *with
	f.changed.raise()
}

// shut takes the person's newest modal away, or all of them.
func (f *Fake) shut(person string, all bool) {
	stack := f.stacks[person]
	for len(stack) > 0 {
		if v, ok := f.views.get(stack[len(stack)-1]); ok {
			v.Open = false
		}
		stack = stack[:len(stack)-1]
		if !all {
			break
		}
	}
	f.stacks[person] = stack
	f.changed.raise()
}
