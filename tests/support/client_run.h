// One handshake of handshake::Client against a loopback port, with short limits.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "attempt/trace_view.h"
#include "handshake/client.h"

namespace shakedown::testing_support {

/// A spec for 127.0.0.1:port that sends "GET /" and never waits long.
inline attempt::HandshakeSpec SpecFor(uint16_t port) {
  attempt::HandshakeSpec spec;
  spec.target.endpoint = {"localhost", port};
  spec.connect_to = attempt::Endpoint{"127.0.0.1", port};
  spec.request = attempt::HttpRequest{};
  spec.timeouts.connect = Milliseconds(3000);
  spec.timeouts.handshake = Milliseconds(3000);
  spec.timeouts.verdict = Milliseconds(2000);
  spec.timeouts.reply = Milliseconds(3000);
  spec.timeouts.total = Milliseconds(8000);
  return spec;
}

inline attempt::HandshakeSpec SpecFor(uint16_t port, tls::Version version) {
  attempt::HandshakeSpec spec = SpecFor(port);
  spec.min_version = version;
  spec.max_version = version;
  return spec;
}

/// Runs `spec` with a client of its own; an Error fails the test.
inline handshake::HandshakeResult RunOnce(const attempt::HandshakeSpec& spec,
                                          const pki::IdentityPtr& identity = nullptr) {
  handshake::Client client({});
  Result<handshake::HandshakeResult> result = client.Run(spec, identity, nullptr);
  if (!result) {
    ADD_FAILURE() << result.error().Text();
    return {};
  }
  return std::move(*result);
}

/// One word per event, for failure messages and for the order of events.
inline std::vector<std::string> EventNames(const attempt::HandshakeTrace& trace) {
  static constexpr const char* kNames[] = {
      "Connected",   "ConnectFailed", "ProxyReply", "Record",      "Message",     "Alert",
      "Returned",    "Server",        "Request",    "Reply",       "NotTls",      "Closed",
      "DeadlineHit", "QuietAfter",    "Line",       "Starttls",    "Application", "StreamReset",
      "GoAway",      "EarlyData",     "Damaged",    "Renegotiated"};
  static_assert(std::variant_size_v<attempt::EventBody> == std::size(kNames));
  std::vector<std::string> names;
  for (const attempt::Event& event : trace.events) {
    if (std::holds_alternative<attempt::Record>(event.body)) continue;
    std::string name = kNames[event.body.index()];
    if (const auto* message = std::get_if<attempt::Message>(&event.body)) {
      name = std::string(ToString(message->from)) + ":" + Name(message->type);
    }
    names.push_back(std::move(name));
  }
  return names;
}

/// How long the handshake took.
inline Milliseconds Took(const attempt::HandshakeTrace& trace) {
  return std::chrono::duration_cast<Milliseconds>(trace.duration);
}

}  // namespace shakedown::testing_support
