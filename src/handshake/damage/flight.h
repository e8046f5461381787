// The client's second flight with deliberate damage: which messages go out, in which order, and
// what they say. Everything that is not damaged is made right for what is really sent.
#pragma once

#include <openssl/x509.h>

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "attempt/damage.h"
#include "handshake/client_witness.h"
#include "handshake/damage/transcript.h"
#include "tls/code_points.h"

namespace shakedown::handshake::damage {

/// One message as it goes out, and how its records are to be cut.
struct FlightItem {
  tls::HandshakeType type{};      ///< what it stands for
  Bytes message;                  ///< header included
  std::vector<std::string> done;  ///< the damage that this message, or its place, shows
  size_t split = 0;               ///< octets per record; 0: as many as fit
  bool join = false;              ///< what follows shares its record
  std::string precede;            ///< kind of a stray record before it; empty: none
  std::string interleave;         ///< the same between its halves
};

/// What a flight is made from. Pointers are borrowed.
struct FlightOrder {
  tls::Version version{};
  const EVP_MD* digest = nullptr;  ///< of the cipher suite
  Transcript before;               ///< all messages before the flight
  std::vector<Bytes> library;      ///< what the library would send, Finished last
  std::vector<Bytes> recorded;     ///< messages of an earlier handshake, to be replayed
  EVP_PKEY* key = nullptr;         ///< signs CertificateVerify; may be null
  X509* leaf = nullptr;            ///< may be null
  std::function<Bytes(ByteSpan transcript_hash)> verify_data;  ///< of the client's Finished
};

struct Flight {
  std::vector<FlightItem> items;
  std::vector<std::string> left_out;  ///< damage that shows only by what does not come
  Transcript transcript;              ///< including the flight
};

/// Carries out `damage` in its order. What finds no message to be done to is left undone and is
/// named nowhere.
Flight MakeFlight(std::span<const attempt::Damage> damage, const FlightOrder& order);

/// Enters a flight into the trace, as it goes out.
void RecordFlight(const Flight& flight, Witness* witness);

}  // namespace shakedown::handshake::damage
