#include "handshake/client_hello_offers.h"

#include "core/text.h"
#include "ossl/error_queue.h"

namespace shakedown::handshake {
namespace {

constexpr unsigned kWhere =
    SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_ENCRYPTED_EXTENSIONS;

int Add(SSL* /*ssl*/, unsigned /*type*/, unsigned /*where*/, const unsigned char** out,
        size_t* length, X509* /*certificate*/, size_t /*number*/, int* /*alert*/,
        void* content) noexcept {
  const auto* octets = static_cast<const Bytes*>(content);
  *out = octets->data();
  *length = octets->size();
  return 1;
}

int RefuseAgreement(SSL* /*ssl*/, unsigned /*type*/, unsigned /*where*/,
                    const unsigned char* /*in*/, size_t /*length*/, X509* /*certificate*/,
                    size_t /*number*/, int* alert, void* /*unused*/) noexcept {
  *alert = SSL_AD_UNSUPPORTED_EXTENSION;
  return 0;
}

}  // namespace

Result<HelloOffers> OfferExtensions(SSL_CTX* context, std::span<const attempt::Damage> damage) {
  HelloOffers offers;
  for (const attempt::Damage& one : damage) {
    if (one.message != attempt::Damage::Message::kClientHello ||
        one.operation != attempt::Damage::Operation::kExtension) {
      continue;
    }
    const auto extension = attempt::ParseDamageExtension(one.argument);
    if (!extension) continue;
    offers.push_back(std::make_unique<const Bytes>(extension->content));
    if (SSL_CTX_add_custom_ext(context, extension->type, kWhere, Add, nullptr,
                               const_cast<Bytes*>(offers.back().get()), RefuseAgreement,
                               nullptr) != 1) {
      ossl::ClearErrors();
      return Error(ErrorCode::kUnsupported, "the local TLS library cannot offer the extension " +
                                                Printable(one.argument) + " by itself")
          .WithHint("it handles that type already, or it was given twice");
    }
  }
  return offers;
}

}  // namespace shakedown::handshake
