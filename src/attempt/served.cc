#include "attempt/served.h"

#include "attempt/trace_view.h"

namespace shakedown::attempt {

const tls::ClientHello* HelloOf(const ServedConnection& connection) {
  const tls::ClientHello* last = nullptr;
  for (const Event& event : connection.trace.events) {
    const auto* message = std::get_if<Message>(&event.body);
    if (message == nullptr || message->from != Side::kClient) continue;
    if (const auto* hello = std::get_if<tls::ClientHello>(&message->body)) last = hello;
  }
  return last;
}

bool Refused(const ServedConnection& connection) {
  return connection.status >= 400 || FatalAlert(connection.trace, Side::kServer);
}

}  // namespace shakedown::attempt
