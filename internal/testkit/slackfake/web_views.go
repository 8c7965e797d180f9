package slackfake

import "time"

// trigger is what allows a modal to be opened for the person who did something.
type trigger struct {
	person string
	view   string // the modal in which it was done, if it was one
	handle *Handle
	issued time.Time
	used   bool
}

// newTrigger gives out a trigger_id.
func (f *Fake) newTrigger(h *Handle, view string) string {
	id := f.ids.next("9") + ".900000000001." + f.ids.uuid()
	f.triggers.add(id, &trigger{person: h.actor.Person.ID, view: view, handle: h, issued: f.now()})
	return id
}

// exchange uses a trigger_id up.
func (f *Fake) exchange(id string) (*trigger, *reply) {
	no := func(name string) (*trigger, *reply) {
		r := refusal(name)
		return nil, &r
	}
	t, ok := f.triggers.get(id)
	switch {
	case !ok:
		return no("invalid_trigger_id")
	case t.used:
		return no("exchanged_trigger_id")
	case f.now().Sub(t.issued) > f.opts.TriggerLife:
		return no("expired_trigger_id")
	}
	t.used = true
	return t, nil
}

func (f *Fake) viewsOpen(c *call) reply { return f.openView(c, false) }
func (f *Fake) viewsPush(c *call) reply { return f.openView(c, true) }

func (f *Fake) openView(c *call, push bool) reply {
	if bad := c.missing("trigger_id", "view"); bad != nil {
		return *bad
	}
	v, bad := f.checkedView(c.raw("view"), inModal)
	if bad != nil {
		return *bad
	}
	if f.byExternal(v.ExternalID) != nil {
		return refusal("duplicate_external_id")
	}
	t, bad := f.exchange(c.str("trigger_id"))
	if bad != nil {
		return *bad
	}
	stack := f.stacks[t.person]
	switch {
	case push && len(stack) >= mostStacked:
		return refusal("push_limit_reached")
	case push && (t.view == "" || len(stack) == 0):
		return refusal("not_found")
	case !push && t.view == "":
		f.shut(t.person, true) // what was open gives way to the new root
	case !push && len(stack) >= mostStacked:
		return refusal("push_limit_reached")
	}
	f.show(v, t.person)
	t.handle.views = append(t.handle.views, v.ID)
	return success(object{"view": f.wireView(v)})
}

func (f *Fake) byExternal(id string) *View {
	var found *View
	if id != "" {
		f.views.all(func(v *View) bool {
			if v.ExternalID == id && v.Open {
				found = v
			}
			return found == nil
		})
	}
	return found
}

func (f *Fake) viewsUpdate(c *call) reply {
	if bad := c.missing("view"); bad != nil {
		return *bad
	}
	id, external := c.str("view_id"), c.str("external_id")
	if id == "" && external == "" {
		return *c.missing("view_id")
	}
	old, ok := f.views.get(id)
	if !ok {
		old = f.byExternal(external)
	}
	if old == nil || !old.Open {
		return refusal("not_found")
	}
	if hash := c.str("hash"); hash != "" && hash != old.Hash {
		return refusal("hash_conflict")
	}
	v, bad := f.checkedView(c.raw("view"), old.Type)
	if bad != nil {
		return *bad
	}
	if other := f.byExternal(v.ExternalID); other != nil && other != old {
		return refusal("duplicate_external_id")
	}
	f.replace(old, v)
	return success(object{"view": f.wireView(old)})
}

func (f *Fake) viewsPublish(c *call) reply {
	if bad := c.missing("user_id", "view"); bad != nil {
		return *bad
	}
	if f.opts.NoHome {
		return refusal("not_enabled")
	}
	person, ok := f.world.byPerson[c.str("user_id")]
	if !ok || person.Bot {
		return invalid("/user_id", "invalid `user_id`")
	}
	old := f.homes[person.ID]
	if hash := c.str("hash"); hash != "" && (old == nil || hash != old.Hash) {
		return refusal("hash_conflict")
	}
	v, bad := f.checkedView(c.raw("view"), inHome)
	if bad != nil {
		return *bad
	}
	if old == nil {
		old = &View{ID: f.ids.next("V"), Type: inHome, Person: person.ID, Open: true, At: f.now()}
		old.RootID = old.ID
		f.homes[person.ID] = old
		f.views.add(old.ID, old)
		old.Updates = -1
	}
	f.replace(old, v)
	return success(object{"view": f.wireView(old)})
}
