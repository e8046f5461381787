#include "handshake/peer_linger.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace shakedown::handshake {

void LingerAndClose(net::Socket& socket, const StopSignal& stop) {
  const Deadline deadline = Deadline::After(kLingerLimit);
  if (shutdown(socket.fd(), SHUT_WR) != 0) return;
  std::array<uint8_t, 4096> chunk;
  for (size_t dropped = 0; dropped < kMaxLingerOctets;) {
    if (WaitFor(socket.fd(), POLLIN, deadline, stop) != Wake::kReady) break;
    const net::IoResult read = socket.Read(chunk);
    if (read.status == net::IoStatus::kWouldBlock) continue;
    if (read.status != net::IoStatus::kDone) break;
    dropped += read.octets;
  }
  socket = net::Socket();
}

}  // namespace shakedown::handshake
