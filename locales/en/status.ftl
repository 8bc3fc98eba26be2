# The general words of status. A page that has a more exact word uses that.
status-ok = In order
status-alert = Alert
status-action = Action
status-info = In progress
status-idle = Not started
