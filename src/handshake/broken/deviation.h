// Deliberately broken peers: for a requirement of the conformance suites a server that violates
// exactly it. The suites are tested with them: each must be caught, by the case of its name.
#pragma once

#include <openssl/ssl.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace shakedown::handshake::broken {

/// One way of not checking what a server must check.
struct Deviation {
  std::string_view id;                      ///< of the scenario that finds it
  bool insists = true;                      ///< false: the host asks, and no certificate is fine
  SSL_verify_cb verify = nullptr;           ///< overlooks one fault; null: overlooks none
  std::vector<std::string_view> also = {};  ///< other scenarios that are the same fault to a server
};

/// All of them. Borrowed, static.
std::span<const Deviation> Deviations();
/// The deviation of that id; null if there is none.
const Deviation* FindDeviation(std::string_view id);
/// The id in "broken:ID", the word for such a peer; empty if `behave` is another word.
std::string_view BrokenId(std::string_view behave);
/// All ids, separated by blanks, for messages.
std::string DeviationIds();

}  // namespace shakedown::handshake::broken
