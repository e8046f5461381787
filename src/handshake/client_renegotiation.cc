// ClientRun with a renegotiation that the client starts: TLS up to 1.2 allows a new handshake
// inside the one that stands, with another certificate or another name.
#include "handshake/client_run.h"

namespace shakedown::handshake {
namespace {

using attempt::Renegotiation;
using How = attempt::Renegotiated::How;

/// How the peer closes after it refused.
constexpr Milliseconds kCloseAfterRefusal{100};

/// Makes `ssl` present `identity`, chain included, from now on; null: nothing.
bool Present(SSL* ssl, const pki::Identity* identity) {
  SSL_certs_clear(ssl);
  if (identity == nullptr) return true;
  STACK_OF(X509)* chain = sk_X509_new_null();
  if (chain == nullptr) return false;
  for (const ossl::X509Ptr& certificate : identity->chain) {
    sk_X509_push(chain, certificate.get());
  }
  const int done = SSL_use_cert_and_key(ssl, identity->leaf.get(), identity->key.get(), chain, 1);
  sk_X509_free(chain);  // the connection took references of its own
  return done == 1;
}

bool Change(SSL* ssl, const Renegotiation& wanted, const pki::Identity* other) {
  if (wanted.sni) {
    const char* const name = wanted.sni->empty() ? nullptr : wanted.sni->c_str();
    if (SSL_set_tlsext_host_name(ssl, name) != 1) return false;
  }
  switch (wanted.presents) {
    case Renegotiation::Presents::kSame: return true;
    case Renegotiation::Presents::kNothing: return Present(ssl, nullptr);
    case Renegotiation::Presents::kOther: return Present(ssl, other);
  }
  return true;
}

}  // namespace

bool ClientRun::RenegotiateBefore(size_t number) {
  if (!spec_.renegotiation || spec_.renegotiation->after != number) return true;
  const How how = Renegotiate();
  witness_.Add(attempt::Renegotiated{how});
  asked_in_handshake_ = witness_.certificate_requests();
  if (how == How::kBegun || how == How::kRefused) {
    tls_over_ = true;
    Linger(kCloseAfterRefusal);
  }
  return !tls_over_;
}

/// What no honest client does is done on purpose here: without RFC 5746, and inside HTTP/2.
How ClientRun::Renegotiate() {
  SSL* ssl = stream_->ssl();
  if (tls_over_ || SSL_version(ssl) >= TLS1_3_VERSION) return How::kImpossible;
  SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
  SSL_set_options(ssl, SSL_OP_ALLOW_UNSAFE_LEGACY_RENEGOTIATION);
  const bool ready = Change(ssl, *spec_.renegotiation, input_.renegotiated.get());
  if (!ready || SSL_renegotiate(ssl) != 1) return How::kImpossible;
  const int hellos = witness_.server_hellos();
  if (ShakeAgain()) return How::kDone;
  return witness_.server_hellos() > hellos ? How::kBegun : How::kRefused;
}

bool ClientRun::ShakeAgain() {
  const PhaseLimit limit = Limit(spec_.timeouts.handshake);
  while (true) {
    const Step step = stream_->Handshake(limit.deadline);
    if (step == Step::kDone) return true;
    if (step != Step::kWantsInput) return false;
    const Input input = stream_->Wait(limit.deadline);
    if (input == Input::kDeadline) witness_.Add(limit.Hit(attempt::DeadlineHit::Wait::kHandshake));
    if (input != Input::kArrived) return false;
  }
}

}  // namespace shakedown::handshake
