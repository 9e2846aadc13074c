"""What columns that no question gives are called, in six languages."""

from collections.abc import Mapping

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "submissions": "Submissions", "$reference": "Reference", "$received": "Received", "$updated": "Changed",
        "$version": "Version", "$language": "Language", "$source": "Source", "$state": "State",
        "$withdrawn": "Withdrawn", "row": "Row", "complete": "complete", "partial": "unfinished",
        "left": "No longer asked",
    },
    "fr": {
        "submissions": "Réponses", "$reference": "Référence", "$received": "Reçue le", "$updated": "Modifiée le",
        "$version": "Version", "$language": "Langue", "$source": "Provenance", "$state": "État",
        "$withdrawn": "Retirée", "row": "Ligne", "complete": "complète", "partial": "inachevée",
        "left": "N’est plus demandé",
    },
    "es": {
        "submissions": "Respuestas", "$reference": "Referencia", "$received": "Recibida", "$updated": "Modificada",
        "$version": "Versión", "$language": "Idioma", "$source": "Procedencia", "$state": "Estado",
        "$withdrawn": "Retirada", "row": "Fila", "complete": "completa", "partial": "sin terminar",
        "left": "Ya no se pregunta",
    },
    "ru": {
        "submissions": "Ответы", "$reference": "Номер", "$received": "Получено", "$updated": "Изменено",
        "$version": "Версия", "$language": "Язык", "$source": "Источник", "$state": "Состояние",
        "$withdrawn": "Отозвано", "row": "Строка", "complete": "завершено", "partial": "не завершено",
        "left": "Больше не спрашивается",
    },
    "zh": {
        "submissions": "答复", "$reference": "编号", "$received": "收到时间", "$updated": "修改时间",
        "$version": "版本", "$language": "语言", "$source": "来源", "$state": "状态",
        "$withdrawn": "已撤回", "row": "行", "complete": "完整", "partial": "未完成",
        "left": "不再询问",
    },
    "ar": {
        "submissions": "الردود", "$reference": "الرقم المرجعي", "$received": "تاريخ الاستلام",
        "$updated": "تاريخ التعديل", "$version": "النسخة", "$language": "اللغة", "$source": "المصدر",
        "$state": "الحالة",
        "$withdrawn": "مسحوب", "row": "الصف", "complete": "مكتمل", "partial": "غير مكتمل",
        "left": "لم يعد يُسأل عنه",
    },
}  # fmt: skip
"""Language -> word of ours -> how it is said."""
