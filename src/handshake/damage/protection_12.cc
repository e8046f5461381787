#include "handshake/damage/protection_12.h"

#include <utility>

#include "handshake/damage/key_schedule.h"
#include "handshake/damage/message_edit.h"

namespace shakedown::handshake::damage {
namespace {

constexpr size_t kNonceOctets = 12;
constexpr size_t kImplicitNonceOctets = 4;  ///< RFC 5288 section 3

}  // namespace

MasterSecret12::MasterSecret12(SSL* ssl) {
  SSL_SESSION_get_master_key(SSL_get0_session(ssl), master_.data(), master_.size());
  SSL_get_client_random(ssl, client_.data(), client_.size());
  SSL_get_server_random(ssl, server_.data(), server_.size());
}

MasterSecret12::~MasterSecret12() { OPENSSL_cleanse(master_.data(), master_.size()); }

Protection12 MasterSecret12::Derive(const Aead& aead, const EVP_MD* digest) const {
  const size_t nonce = aead.explicit_nonce ? kImplicitNonceOctets : kNonceOctets;
  Bytes seed(server_.begin(), server_.end());
  seed.insert(seed.end(), client_.begin(), client_.end());
  const Bytes block = Prf(digest, master_, "key expansion", seed, 2 * (aead.key_octets + nonce));
  size_t at = 0;
  const auto take = [&](size_t octets) {
    const auto from = block.begin() + static_cast<ptrdiff_t>(std::exchange(at, at + octets));
    return Bytes(from, from + static_cast<ptrdiff_t>(octets));
  };
  Bytes client_key = take(aead.key_octets);
  Bytes server_key = take(aead.key_octets);
  Bytes client_nonce = take(nonce);
  return {{aead, std::move(client_key), std::move(client_nonce)},
          {aead, std::move(server_key), take(nonce)}};
}

Bytes MasterSecret12::Finished(const EVP_MD* digest, std::string_view label,
                               ByteSpan transcript_hash) const {
  return MakeMessage(tls::HandshakeType::kFinished,
                     VerifyData12(digest, master_, label, transcript_hash));
}

}  // namespace shakedown::handshake::damage
