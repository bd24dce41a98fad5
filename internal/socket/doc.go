// Package socket makes and reaches Unix sockets that only some may reach: at no moment, whatever the umask, may others
// connect.
package socket
