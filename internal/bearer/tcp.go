package bearer

import (
	"net"
	"time"
)

// keepAlive finds a dead path within about a minute, also where the node sends nothing.
var keepAlive = net.KeepAliveConfig{Enable: true, Idle: 15 * time.Second, Interval: 15 * time.Second, Count: 3}

// unsent is how many bytes the kernel may hold of what TCP has not sent yet. What lies there can no longer be overtaken
// by a FLASH; the link keeps less than that under way, and this is the bound where it errs.
const unsent = 16 << 10

// tune sets the options of a new connection. None of them is needed to be right, so errors are ignored.
func tune(raw net.Conn) {
	tcp, ok := raw.(*net.TCPConn)
	if !ok {
		return
	}
	tcp.SetNoDelay(true)
	control, err := tcp.SyscallConn()
	if err != nil {
		return
	}
	control.Control(func(fd uintptr) { limitUnsent(fd, unsent) })
}
