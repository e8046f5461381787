// A second look at the flight that a client authenticates itself with: everything that is wrong
// with it, and whose certificate it shows.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <vector>

#include "handshake/broken/flaw.h"
#include "handshake/damage/transcript.h"
#include "ossl/handles.h"
#include "tls/code_points.h"

namespace shakedown::handshake::broken {

/// The messages of a flight, headers included, told apart by their lengths; where those lie, by the
/// records that they came in.
/// `contents` are those of the handshake records.
std::vector<Bytes> ReadMessages(const std::vector<Bytes>& contents);
/// Whether `content` is one message of `type` with a body of `octets`.
bool IsMessage(ByteSpan content, tls::HandshakeType type, size_t octets);

/// Follows the handshake records of a flight and tells where in it they are, by the lengths of its
/// messages.
class MessageWatch final {
 public:
  void Add(ByteSpan content);
  /// Nothing of another message is left over.
  bool between() const { return seen_.empty(); }
  /// The last message was Finished, and nothing follows it.
  bool over() const { return between() && last_ == tls::HandshakeType::kFinished; }

 private:
  Bytes seen_;  ///< of a message that is not complete
  tls::HandshakeType last_{};
};

/// The flight, and what it is judged by. Pointers are borrowed.
struct FlightOccasion {
  SSL* ssl = nullptr;
  tls::Version version{};
  const EVP_MD* digest = nullptr;  ///< of the cipher suite
  const damage::Transcript& before;
  const std::vector<Bytes>& messages;
  std::span<const tls::SignatureScheme> offered;
  Flaw stray = Flaw::kNone;  ///< what came between the handshake records
};

struct FlightLook {
  std::vector<Flaw> flaws;
  ossl::X509Ptr client;  ///< null if nobody's certificate can be read
};

/// All but Finished.
FlightLook LookAtFlight(const FlightOccasion& occasion);
/// `message` is the Finished that came, `expected` the one that fits.
Flaw LookAtFinished(ByteSpan message, ByteSpan expected);

}  // namespace shakedown::handshake::broken
