# ruff: noqa: E501 - sentences stay whole
"""What the hosted pages say, in four languages. Kept here and not in the house's catalogues: these are not our pages."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """`direction` is how the page is read. `{}` takes an amount or a name."""

    language: str
    direction: str
    pay_title: str
    test_notice: str
    test_explained: str
    what_you_pay: str
    item: str
    amount: str
    total: str
    email: str
    how: str
    pay: str
    bank: str
    bank_title: str
    bank_explained: str
    bank_confirms: str
    bank_refuses: str
    decline: str
    cancel: str
    declined_title: str
    declined: str
    not_confirmed: str
    expired_title: str
    expired: str
    back: str
    missing_title: str
    missing: str
    setup_title: str
    setup_explained: str
    setup_done: str
    setup_later: str
    paid_title: str
    paid: str


_EN = Words(
    "en", "ltr", "Pay {}", "Test payments: no money moves.",
    "This page stands in for the payment provider. No card is asked for. Choose what should happen.",
    "What you pay for", "Item", "Amount", "Total", "E-mail for the receipt (optional)", "What should happen?",
    "Pay {}", "Pay, and let the bank ask first", "Your bank asks", "Do you want to pay {}? A real bank would ask you in its app or by message.",
    "Yes, I confirm", "No, refuse", "Try a card that is declined", "Cancel and go back",
    "The card was declined", "Nothing was paid. You can try again or go back.", "The bank was not told yes. Nothing was paid; you can try again or go back.",
    "This payment page has closed", "Nothing was paid here. Go back to see what became of your order.", "Go back",
    "There is no such page", "The address is incomplete, or the page was made elsewhere.",
    "Receive money as a maker", "This page stands in for the payment provider. It asks you for nothing. In earnest, you would say here who you are and where your money goes.",
    "Finish: I can receive money", "Later", "This is paid", "The payment of {} went through.",
)  # fmt: skip
_ES = Words(
    "es", "ltr", "Pagar {}", "Pagos de prueba: no se mueve dinero.",
    "Esta página ocupa el lugar del proveedor de pagos. No se pide ninguna tarjeta. Elija qué debe pasar.",
    "Lo que paga", "Artículo", "Importe", "Total", "Correo para el recibo (opcional)", "¿Qué debe pasar?",
    "Pagar {}", "Pagar, y que el banco pregunte antes", "Su banco pregunta", "¿Quiere pagar {}? Un banco de verdad le preguntaría en su aplicación o por mensaje.",
    "Sí, confirmo", "No, rechazar", "Probar una tarjeta rechazada", "Cancelar y volver",
    "La tarjeta fue rechazada", "No se ha pagado nada. Puede intentarlo otra vez o volver.", "El banco no recibió su sí. No se ha pagado nada; puede intentarlo otra vez o volver.",
    "Esta página de pago se ha cerrado", "Aquí no se ha pagado nada. Vuelva para ver qué pasó con su pedido.", "Volver",
    "No existe esa página", "La dirección está incompleta o la página se hizo en otro lugar.",
    "Recibir dinero como artesana o productor", "Esta página ocupa el lugar del proveedor de pagos. No le pide nada. De verdad, aquí diría quién es y adónde va su dinero.",
    "Terminar: puedo recibir dinero", "Más tarde", "Esto está pagado", "El pago de {} se ha realizado.",
)  # fmt: skip
_FR = Words(
    "fr", "ltr", "Payer {}", "Paiements d’essai : aucun argent ne circule.",
    "Cette page tient lieu de prestataire de paiement. Aucune carte n’est demandée. Choisissez ce qui doit se passer.",
    "Ce que vous payez", "Article", "Montant", "Total", "Courriel pour le reçu (facultatif)", "Que doit-il se passer ?",
    "Payer {}", "Payer, la banque demandant d’abord", "Votre banque demande", "Voulez-vous payer {} ? Une vraie banque vous le demanderait dans son application ou par message.",
    "Oui, je confirme", "Non, refuser", "Essayer une carte refusée", "Annuler et revenir",
    "La carte a été refusée", "Rien n’a été payé. Vous pouvez réessayer ou revenir.", "La banque n’a pas reçu votre accord. Rien n’a été payé ; vous pouvez réessayer ou revenir.",
    "Cette page de paiement est fermée", "Rien n’a été payé ici. Revenez voir ce qu’est devenue votre commande.", "Revenir",
    "Cette page n’existe pas", "L’adresse est incomplète, ou la page a été créée ailleurs.",
    "Recevoir de l’argent", "Cette page tient lieu de prestataire de paiement. Elle ne vous demande rien. En vrai, vous diriez ici qui vous êtes et où va votre argent.",
    "Terminer : je peux recevoir de l’argent", "Plus tard", "C’est payé", "Le paiement de {} a été effectué.",
)  # fmt: skip
_AR = Words(
    "ar", "rtl", "ادفع {}", "مدفوعات تجريبية: لا ينتقل أي مال.",
    "هذه الصفحة تحلّ محلّ مزوّد الدفع. لا تُطلب أي بطاقة. اختر ما الذي يجب أن يحدث.",
    "ما تدفع ثمنه", "الصنف", "المبلغ", "المجموع", "البريد الإلكتروني للإيصال (اختياري)", "ماذا يجب أن يحدث؟",
    "ادفع {}", "ادفع بعد أن يسأل المصرف", "مصرفك يسأل", "هل تريد دفع {}؟ المصرف الحقيقي يسألك في تطبيقه أو برسالة.",
    "نعم، أؤكد", "لا، أرفض", "جرّب بطاقة مرفوضة", "ألغِ وارجع",
    "رُفضت البطاقة", "لم يُدفع شيء. يمكنك المحاولة مرة أخرى أو الرجوع.", "لم يتلقَّ المصرف موافقتك. لم يُدفع شيء؛ يمكنك المحاولة مرة أخرى أو الرجوع.",
    "أُغلقت صفحة الدفع هذه", "لم يُدفع شيء هنا. ارجع لترى ما حدث لطلبك.", "ارجع",
    "لا توجد صفحة كهذه", "العنوان ناقص، أو أُنشئت الصفحة في مكان آخر.",
    "استلام المال", "هذه الصفحة تحلّ محلّ مزوّد الدفع. لا تطلب منك شيئًا. في الواقع تقول هنا من أنت وإلى أين يذهب مالك.",
    "إنهاء: أستطيع استلام المال", "لاحقًا", "تم الدفع", "تم دفع {}.",
)  # fmt: skip

_ALL = {words.language: words for words in (_EN, _ES, _FR, _AR)}


def words_for(locale: str | None) -> Words:
    """`es-419`, `fr-CA` … fall back to their language, anything else to English."""
    return _ALL.get((locale or "en").partition("-")[0].lower(), _EN)
