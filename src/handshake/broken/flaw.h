// What can be wrong with the flight that a client authenticates itself with.
#pragma once

namespace shakedown::handshake::broken {

/// One thing that a server has to refuse. A broken peer overlooks one of them.
enum class Flaw {
  kNone,
  kOther,  ///< wrong in a way that no peer overlooks

  // Which messages came, and in which order.
  kNoCertificate,           ///< neither certificate nor proof
  kOrphanProof,             ///< a proof, and no certificate
  kProofOfNobody,           ///< a proof behind an empty list
  kNoProof,                 ///< a certificate, and no proof
  kAgreementOnly,           ///< the same, with a key that cannot sign
  kTwoCertificates,         ///< two Certificate messages
  kProofFirst,              ///< the proof before the certificate
  kProofBeforeKeyExchange,  ///< the proof before ClientKeyExchange
  kNoFinished,              ///< application data in the place of Finished
  kStrayBetween,            ///< application data between two messages
  kStrayWithin,             ///< application data inside a message

  // What the certificate is.
  kLengths,       ///< a length is not that of what it stands for
  kClaim,         ///< the message claims to be far longer than it is
  kCutOff,        ///< the message ends inside the certificate
  kNoOctets,      ///< an entry without content
  kGarbage,       ///< octets that are no certificate
  kBareKey,       ///< a public key
  kTrailing,      ///< octets behind the certificate, in its entry
  kManyEntries,   ///< more entries than any chain has
  kCompressed,    ///< CompressedCertificate, which nobody offered
  kDelegated,     ///< a delegated credential, which nobody asked for
  kLeafNotFirst,  ///< the proof is by the key of another certificate of the list

  // What the proof is.
  kEmptySignature,
  kZeroSignature,    ///< ECDSA with r or s zero
  kOutOfRange,       ///< ECDSA with numbers beyond the order, or negative
  kSloppyBlock,      ///< PKCS #1 v1.5: the digest is there, its frame is another
  kSha1,             ///< fits, with a digest of SHA-1 in TLS 1.3
  kSha1Before13,     ///< the same up to TLS 1.2
  kMd5,              ///< fits, with a digest of MD5
  kUnoffered,        ///< fits, under a scheme that the request does not list
  kOtherContext,     ///< fits another context string or padding
  kOtherTranscript,  ///< fits a transcript that lacks something
  kWrongSignature,   ///< fits nothing that is known here

  // What Finished is.
  kWrongFinished,
  kZeroFinished,
};

}  // namespace shakedown::handshake::broken
