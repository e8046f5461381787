// Servers that overlook a flaw in the flight that a client authenticates itself with: a message
// that is missing, a proof that proves nothing, lengths that lie.
#include "handshake/broken/deviation.h"

namespace shakedown::handshake::broken {

std::vector<Deviation> FlightDeviations() {
  return {
      // Messages and their order.
      {.id = "cc-omitted", .overlooks = Flaw::kNoCertificate},
      {.id = "cc-omitted-cv-sent", .overlooks = Flaw::kOrphanProof},
      {.id = "cc-empty-plus-cv", .overlooks = Flaw::kProofOfNobody},
      {.id = "cc-twice", .overlooks = Flaw::kTwoCertificates},
      {.id = "cv-missing", .overlooks = Flaw::kNoProof},
      {.id = "cv-static-dh", .overlooks = Flaw::kAgreementOnly},
      {.id = "cv-order", .overlooks = Flaw::kProofFirst},
      {.id = "cv-order.key-exchange", .overlooks = Flaw::kProofBeforeKeyExchange},
      {.id = "fin-skipped", .overlooks = Flaw::kNoFinished},
      {.id = "fin-early-appdata", .overlooks = Flaw::kStrayBetween},
      {.id = "size-interleave", .overlooks = Flaw::kStrayWithin},
      // Certificate. Whoever minds no length minds nothing that stands behind it either.
      {.id = "cc-length-lies",
       .also = {"cc-length-lies.under", "cc-length-lies.inner", "cc-trailing-data"},
       .overlooks = Flaw::kLengths},
      {.id = "size-claim-stall", .overlooks = Flaw::kClaim},
      {.id = "size-many-entries", .overlooks = Flaw::kManyEntries},
      {.id = "cc-truncated", .overlooks = Flaw::kCutOff},
      {.id = "cc-zero-entry", .overlooks = Flaw::kNoOctets},
      {.id = "cc-garbage-der", .overlooks = Flaw::kGarbage},
      {.id = "cc-rpk-unnegotiated", .overlooks = Flaw::kBareKey},
      {.id = "cc-trailing-der", .overlooks = Flaw::kTrailing},
      {.id = "cc-leaf-not-first", .overlooks = Flaw::kLeafNotFirst},
      {.id = "cc-compressed-bomb",
       .also = {"cc-compressed-unoffered"},
       .overlooks = Flaw::kCompressed},
      {.id = "cc-delegated-unoffered", .overlooks = Flaw::kDelegated},
      // CertificateVerify. A server that compares nothing cannot tell why it would not fit.
      {.id = "cv-bad-bit",
       .also = {"cv-wrong-key", "cv-cert-swap", "cv-replay", "cv-eddsa-malleable", "cv-pss-salt",
                "cv-pss-mgf"},
       .overlooks = Flaw::kWrongSignature},
      {.id = "cv-empty-sig", .overlooks = Flaw::kEmptySignature},
      {.id = "cv-ecdsa-zero", .overlooks = Flaw::kZeroSignature},
      {.id = "cv-ecdsa-range", .overlooks = Flaw::kOutOfRange},
      {.id = "cv-pkcs1-forgery", .overlooks = Flaw::kSloppyBlock},
      {.id = "cv-sigalg-unoffered", .overlooks = Flaw::kUnoffered},
      {.id = "cv-sha1-13", .overlooks = Flaw::kSha1},
      {.id = "cv-sha1-12", .overlooks = Flaw::kSha1Before13},
      {.id = "cv-md5-12", .overlooks = Flaw::kMd5},
      {.id = "cv-context-string", .overlooks = Flaw::kOtherContext},
      {.id = "cv-stale-transcript", .overlooks = Flaw::kOtherTranscript},
      // Finished.
      {.id = "fin-bad", .overlooks = Flaw::kWrongFinished},
      {.id = "fin-bad.zero", .overlooks = Flaw::kZeroFinished},
  };
}

Flaw OverlookedBy(std::string_view id) {
  const Deviation* const deviation = id.empty() ? nullptr : FindDeviation(id);
  return deviation == nullptr ? Flaw::kNone : deviation->overlooks;
}

}  // namespace shakedown::handshake::broken
