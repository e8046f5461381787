#include "handshake/broken/flight_look.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "handshake/broken/certificate_look.h"
#include "handshake/broken/client_path.h"
#include "handshake/broken/proof_look.h"
#include "handshake/damage/message_edit.h"
#include "handshake/damage/record_seal.h"

namespace shakedown::handshake::broken {
namespace {

using tls::HandshakeType;

constexpr size_t kHeaderOctets = 4;

HandshakeType TypeOf(ByteSpan message) { return HandshakeType{message[0]}; }

bool BelongsToFlight(ByteSpan octets) {
  switch (TypeOf(octets)) {
    case HandshakeType::kCertificate:
    case HandshakeType::kCompressedCertificate:
    case HandshakeType::kCertificateVerify:
    case HandshakeType::kClientKeyExchange:
    case HandshakeType::kFinished: return true;
    default: return false;
  }
}

size_t LengthOf(ByteSpan message) {
  return static_cast<size_t>(message[1]) << 16 | static_cast<size_t>(message[2]) << 8 | message[3];
}

/// Nothing if something is left over.
std::optional<std::vector<Bytes>> ReadByLengths(ByteSpan octets) {
  std::vector<Bytes> messages;
  while (octets.size() >= kHeaderOctets && BelongsToFlight(octets)) {
    const size_t length = kHeaderOctets + LengthOf(octets);
    if (octets.size() < length) break;
    messages.emplace_back(octets.begin(), octets.begin() + static_cast<ptrdiff_t>(length));
    octets = octets.subspan(length);
  }
  if (!octets.empty()) return std::nullopt;
  return messages;
}

std::vector<Bytes> ReadByRecords(const std::vector<Bytes>& contents) {
  std::vector<Bytes> messages;
  bool full = false;  // the record before: what it holds may go on
  for (const Bytes& content : contents) {
    const bool begins = !full && content.size() >= kHeaderOctets && BelongsToFlight(content);
    if (begins || messages.empty()) {
      messages.push_back(content);
    } else {
      messages.back().insert(messages.back().end(), content.begin(), content.end());
    }
    full = content.size() == damage::kMaxContent;
  }
  return messages;
}

class FlightReader final {
 public:
  explicit FlightReader(const FlightOccasion& occasion) : occasion_(occasion) {}

  FlightLook Read() {
    if (occasion_.stray != Flaw::kNone) Note(occasion_.stray);
    certificate_ = Find(HandshakeType::kCertificate);
    if (!certificate_) certificate_ = Find(HandshakeType::kCompressedCertificate);
    proof_ = Find(HandshakeType::kCertificateVerify);
    if (Count(HandshakeType::kCertificate) > 1) Note(Flaw::kTwoCertificates);
    if (Count(HandshakeType::kCertificateVerify) > 1) Note(Flaw::kOther);
    if (!certificate_) {
      Note(proof_ ? Flaw::kOrphanProof : Flaw::kNoCertificate);
    } else {
      ReadCertificate();
    }
    return std::move(look_);
  }

 private:
  using Place = std::optional<size_t>;

  void Note(Flaw flaw) { look_.flaws.push_back(flaw); }
  size_t Count(HandshakeType type) const {
    return static_cast<size_t>(std::ranges::count(occasion_.messages, type, TypeOf));
  }
  Place Find(HandshakeType type) const {
    const auto found = std::ranges::find(occasion_.messages, type, TypeOf);
    if (found == occasion_.messages.end()) return std::nullopt;
    return static_cast<size_t>(found - occasion_.messages.begin());
  }

  void ReadCertificate() {
    CertificateLook seen = LookAtCertificate(occasion_.version, occasion_.messages[*certificate_]);
    if (seen.flaw != Flaw::kNone) Note(seen.flaw);
    // Nobody, and it is said as it should be: that is for the library to judge.
    if (seen.empty) return Note(proof_ ? Flaw::kProofOfNobody : Flaw::kOther);
    size_t leaf = 0;
    if (!proof_) {
      const bool signs = seen.certificates.empty() || MaySign(seen.certificates.front().get());
      Note(signs ? Flaw::kNoProof : Flaw::kAgreementOnly);
    } else {
      ReadPlace();
      if (seen.flaw != Flaw::kDelegated) leaf = ReadProof(seen.certificates);
    }
    if (seen.certificates.empty()) return;
    if (!IsTrusted(occasion_.ssl, seen.certificates, leaf)) Note(Flaw::kOther);
    look_.client = std::move(seen.certificates[leaf]);
  }

  void ReadPlace() {
    const Place exchange = Find(HandshakeType::kClientKeyExchange);
    if (*proof_ < *certificate_) {
      Note(Flaw::kProofFirst);
    } else if (exchange && *proof_ < *exchange) {
      Note(Flaw::kProofBeforeKeyExchange);
    }
  }

  /// The certificate whose key has signed; the first if none has.
  size_t ReadProof(const std::vector<ossl::X509Ptr>& certificates) {
    damage::Transcript covered = occasion_.before;
    for (size_t i = 0; i < *proof_; ++i) covered.Add(occasion_.messages[i]);
    const ProofOccasion proof{occasion_.version, occasion_.digest, covered, occasion_.before.size(),
                              occasion_.offered};
    Flaw first = Flaw::kNone;
    for (size_t i = 0; i < certificates.size(); ++i) {
      EVP_PKEY* const key = X509_get0_pubkey(certificates[i].get());
      const Flaw flaw = LookAtProof(occasion_.messages[*proof_], key, proof);
      if (flaw == Flaw::kNone) {
        if (i > 0) Note(Flaw::kLeafNotFirst);
        return i;
      }
      if (i == 0) first = flaw;
    }
    if (first != Flaw::kNone) Note(first);
    return 0;
  }

  const FlightOccasion& occasion_;
  FlightLook look_;
  Place certificate_;
  Place proof_;
};

}  // namespace

std::vector<Bytes> ReadMessages(const std::vector<Bytes>& contents) {
  Bytes octets;
  for (const Bytes& content : contents) {
    octets.insert(octets.end(), content.begin(), content.end());
  }
  auto messages = ReadByLengths(octets);
  return messages ? std::move(*messages) : ReadByRecords(contents);
}

void MessageWatch::Add(ByteSpan content) {
  seen_.insert(seen_.end(), content.begin(), content.end());
  ByteSpan left = seen_;
  while (left.size() >= kHeaderOctets && left.size() - kHeaderOctets >= LengthOf(left)) {
    last_ = TypeOf(left);
    left = left.subspan(kHeaderOctets + LengthOf(left));
  }
  seen_ = Bytes(left.begin(), left.end());
}

bool IsMessage(ByteSpan content, HandshakeType type, size_t octets) {
  return content.size() == kHeaderOctets + octets && TypeOf(content) == type &&
         LengthOf(content) == octets;
}

FlightLook LookAtFlight(const FlightOccasion& occasion) { return FlightReader(occasion).Read(); }

Flaw LookAtFinished(ByteSpan message, ByteSpan expected) {
  if (std::ranges::equal(message, expected)) return Flaw::kNone;
  if (message.size() != expected.size()) return Flaw::kOther;
  const ByteSpan value = damage::BodyOf(message);
  const bool zero = std::ranges::all_of(value, [](uint8_t octet) { return octet == 0; });
  return zero ? Flaw::kZeroFinished : Flaw::kWrongFinished;
}

}  // namespace shakedown::handshake::broken
