package slackfake

func (f *Fake) apiTest(c *call) reply {
	args := object{}
	for name := range c.form {
		if name != "token" {
			args[name] = c.form.Get(name)
		}
	}
	for name, value := range c.body {
		args[name] = value
	}
	if name := c.str("error"); name != "" {
		return refusal(name, object{"args": args})
	}
	return success(object{"args": args})
}

func (f *Fake) authTest(*call) reply {
	return success(object{
		"url": "https://" + teamDomain + ".slack.com/", "team": teamName, "user": botName, "team_id": teamID, "user_id": botUserID,
		"bot_id": botID, "is_enterprise_install": false,
	})
}

func (f *Fake) userInfo(c *call) reply {
	if bad := c.missing("user"); bad != nil {
		return *bad
	}
	p, ok := f.world.byPerson[c.str("user")]
	if !ok {
		return refusal("user_not_found")
	}
	locale, _ := c.boolean("include_locale")
	return success(object{"user": f.wireUser(p, locale)})
}

func (f *Fake) botInfo(c *call) reply {
	if id := c.str("bot"); id != "" && id != botID {
		return refusal("bot_not_found")
	}
	bot := botProfile()
	delete(bot, "team_id")
	return success(object{"bot": bot})
}
