#include "handshake/peer_policy.h"

#include <algorithm>
#include <string>

#include "core/sha256.h"

namespace shakedown::handshake {
namespace {

using Mark = PolicyMarks::Mark;

constexpr size_t kMostStrikes = 65'536;

void Mix(ByteSpan data, Mark* mark) {
  const auto digest = Sha256(data);
  for (size_t i = 0; i < mark->size(); ++i) (*mark)[i] ^= digest[i];
}

/// DER of an object of the library, mixed in whatever the order of the objects.
template <typename Object, typename Encode>
void MixDer(Object* object, Encode encode, Mark* mark) {
  unsigned char* der = nullptr;
  const int octets = encode(object, &der);
  if (octets > 0) Mix({der, static_cast<size_t>(octets)}, mark);
  OPENSSL_free(der);
}

}  // namespace

PolicyMarks MarksOf(const PeerHost& host) {
  PolicyMarks marks;
  const std::string rules = host.name + ' ' + ToString(host.behaviour) + ' ' +
                            std::to_string(host.verify_depth) +
                            (host.any_certificate ? " any" : "") + (host.ocsp ? " ocsp" : "");
  Mix(AsBytes(rules), &marks.policy);
  if (host.client_trust == nullptr) return marks;
  for (const ossl::X509Ptr& anchor : host.client_trust->anchors()) {
    MixDer(anchor.get(), i2d_X509, &marks.trust);
  }
  const STACK_OF(X509_OBJECT)* const objects = X509_STORE_get0_objects(host.client_trust->store());
  for (int i = 0; i < sk_X509_OBJECT_num(objects); ++i) {
    X509_CRL* const crl = X509_OBJECT_get0_X509_CRL(sk_X509_OBJECT_value(objects, i));
    if (crl != nullptr) MixDer(crl, i2d_X509_CRL, &marks.revocation);
  }
  return marks;
}

bool StrikeRegister::Strike(ByteSpan random) {
  const std::lock_guard lock(mutex_);
  return seen_.size() < kMostStrikes && seen_.insert(Bytes(random.begin(), random.end())).second;
}

}  // namespace shakedown::handshake
